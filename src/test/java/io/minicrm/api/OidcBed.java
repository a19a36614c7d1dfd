package io.minicrm.api;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.access.RoleClaim;
import io.minicrm.access.Scope;
import io.minicrm.access.User;
import io.minicrm.api.IdentityProvider.Person;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server whose people log in with an identity provider, and the provider. */
final class OidcBed implements AutoCloseable {

    private static final RoleClaim ROLES = new RoleClaim(
            "groups",
            Map.of(
                    AccessRole.ADMIN, Set.of("crm-admins"),
                    AccessRole.MARKETER, Set.of("crm-marketing"),
                    AccessRole.VIEWER, Set.of("crm-readers")),
            null);

    private final IdentityProvider provider = new IdentityProvider();
    private final ApiServer api = ApiServer.withLogIn(settings(true, provider));
    private final String adminKey = adminKey(api);

    static LogInSettings settings(boolean passwords, IdentityProvider provider) {
        return new LogInSettings(
                passwords,
                new OidcSettings(
                        provider.issuer(),
                        IdentityProvider.CLIENT_ID,
                        IdentityProvider.CLIENT_SECRET,
                        null,
                        "Example",
                        Set.of("openid", "profile", "email"),
                        ROLES),
                List.of(URI.create("https://crm.example.com")));
    }

    static String adminKey(ApiServer api) {
        return new Keyring(api.store().apiKeys(), new SecureRandom(), Clock.systemUTC())
                .create(new KeyOrder("admin", Set.of(Scope.values()), null), "test")
                .token();
    }

    /** Ann, with a subject and an address of her own for each test. */
    static Person person(String id, String... groups) {
        return new Person(
                id,
                Map.of(
                        "email",
                        "Ann-" + id + "@example.com",
                        "email_verified",
                        true,
                        "name",
                        "Ann",
                        "groups",
                        List.of(groups)));
    }

    IdentityProvider provider() {
        return provider;
    }

    ApiServer api() {
        return api;
    }

    OidcBrowser browser() {
        return new OidcBrowser(api, provider);
    }

    ApiServer.Reply asAdmin(String method, String path, @Nullable String body) {
        return api.exchange(api.json("/api/v1" + path)
                .header("Authorization", "Bearer " + adminKey)
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : body)));
    }

    /** The latest entry of a principal: status and object. */
    String audit(String principal) {
        var entry = asAdmin(
                        "GET", "/audit?limit=1&principal=" + URLEncoder.encode(principal, StandardCharsets.UTF_8), null)
                .data()
                .path(0);
        return entry.path("status").asInt(0) + " " + entry.path("object").asString("");
    }

    User user(String email) {
        return api.store().users().findByEmail(email).orElseThrow();
    }

    @Override
    public void close() {
        api.close();
        provider.close();
    }
}
