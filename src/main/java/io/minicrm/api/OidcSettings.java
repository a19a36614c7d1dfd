package io.minicrm.api;

import io.minicrm.access.RoleClaim;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider that logs people in with OpenID Connect.
 *
 * @param issuer its URL, exactly as its tokens name it
 * @param clientId who this server is there
 * @param clientSecret with which this server proves it
 * @param formerSecret the client secret before it was replaced, while cookies are sealed with it; null if there is none
 * @param name of the provider, for people
 * @param scopes what is asked for; {@code openid} is one of them
 * @param roles which role a person has
 */
public record OidcSettings(
        String issuer,
        String clientId,
        String clientSecret,
        @Nullable String formerSecret,
        String name,
        Set<String> scopes,
        RoleClaim roles) {

    public OidcSettings {
        scopes = Set.copyOf(scopes);
    }

    /** The secrets whose cookies are opened; the first one seals them. */
    List<String> cookieSecrets() {
        return formerSecret == null ? List.of(clientSecret) : List.of(clientSecret, formerSecret);
    }

    /** Without the secrets, because logs must not show it. */
    @Override
    public String toString() {
        return "OidcSettings[issuer=%s, clientId=%s]".formatted(issuer, clientId);
    }
}
