package io.minicrm.app;

import io.minicrm.access.AccessRole;
import io.minicrm.access.LinkedIdentity;
import io.minicrm.access.RoleClaim;
import io.minicrm.api.OidcSettings;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of the identity provider. All are read even if there is none, so that a test finds their names.
 */
final class OidcVariables {

    private static final String ISSUER = "OIDC_ISSUER";
    private static final String CLIENT_ID = "OIDC_CLIENT_ID";
    private static final String CLIENT_SECRET = "OIDC_CLIENT_SECRET";
    private static final String FORMER_SECRET = "OIDC_CLIENT_SECRET_PREVIOUS";
    private static final String SCOPES = "OIDC_SCOPES";
    private static final String ROLES_CLAIM = "OIDC_ROLES_CLAIM";
    private static final String ROLE = "OIDC_ROLE_";
    private static final String DEFAULT_ROLE = "OIDC_DEFAULT_ROLE";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private OidcVariables() {}

    /** The provider; null if OIDC_ISSUER is not set. */
    static @Nullable OidcSettings read(Environment environment) {
        String issuer = environment.text(ISSUER);
        String clientId = environment.text(CLIENT_ID);
        String secret = environment.secretText(CLIENT_SECRET);
        String former = environment.secretText(FORMER_SECRET);
        String name = environment.text("OIDC_NAME");
        Set<String> scopes = words(environment.text(SCOPES, "openid profile email"), "\\s+");
        RoleClaim roles = roles(environment);
        if (issuer == null) {
            requireNone(clientId, secret, former);
            return null;
        }
        URI url = url(issuer);
        if (clientId == null) {
            throw new InvalidSettingException(CLIENT_ID, "", "give the id that the provider knows this server by");
        }
        if (secret == null) {
            throw new InvalidSettingException(CLIENT_SECRET, "", "give the secret that belongs to " + CLIENT_ID);
        }
        if (!scopes.contains("openid")) {
            throw new InvalidSettingException(SCOPES, String.join(" ", scopes), "give openid, and others after it");
        }
        if (roles.name() == null && roles.defaultRole() == null) {
            throw new InvalidSettingException(
                    DEFAULT_ROLE, "", "give a role, or give OIDC_ROLES_CLAIM: people would have no role otherwise");
        }
        return new OidcSettings(issuer, clientId, secret, former, name == null ? url.getHost() : name, scopes, roles);
    }

    /** A forgotten issuer must not look like a log-in that nobody offers. */
    private static void requireNone(@Nullable String clientId, @Nullable String secret, @Nullable String former) {
        if (clientId != null || secret != null || former != null) {
            throw new InvalidSettingException(
                    ISSUER, "", "give the URL of the identity provider, or leave out the other OIDC settings");
        }
    }

    private static URI url(String issuer) {
        try {
            URI url = new URI(issuer);
            String host = url.getHost();
            String scheme = String.valueOf(url.getScheme());
            boolean isSecure = scheme.equals("https") || (scheme.equals("http") && THIS_MACHINE.contains(host));
            if (host != null
                    && isSecure
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null
                    && issuer.length() <= LinkedIdentity.MAX_ISSUER_LENGTH) {
                return url;
            }
        } catch (URISyntaxException unreadable) {
            throw invalidIssuer(issuer);
        }
        throw invalidIssuer(issuer);
    }

    private static InvalidSettingException invalidIssuer(String issuer) {
        return new InvalidSettingException(
                ISSUER,
                issuer,
                "give the URL that the provider calls its issuer, such as https://login.example.com/realms/crm;"
                        + " http is accepted only for this machine");
    }

    private static RoleClaim roles(Environment environment) {
        String claim = environment.text(ROLES_CLAIM);
        Map<AccessRole, Set<String>> values = new EnumMap<>(AccessRole.class);
        for (AccessRole role : AccessRole.values()) {
            String variable = ROLE + role.code().toUpperCase(Locale.ROOT);
            String given = environment.text(variable);
            if (given != null) {
                if (claim == null) {
                    throw new InvalidSettingException(variable, given, "give " + ROLES_CLAIM + ", too");
                }
                values.put(role, words(given, ","));
            }
        }
        if (claim != null && values.isEmpty()) {
            throw new InvalidSettingException(
                    ROLES_CLAIM, claim, "give OIDC_ROLE_ADMIN and others, too: which values give which role");
        }
        return new RoleClaim(claim, values, defaultRole(environment.text(DEFAULT_ROLE)));
    }

    private static @Nullable AccessRole defaultRole(@Nullable String code) {
        return code == null
                ? null
                : AccessRole.ofCode(code)
                        .orElseThrow(() -> new InvalidSettingException(
                                DEFAULT_ROLE, code, "give viewer, marketer, operator or admin"));
    }

    private static Set<String> words(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
