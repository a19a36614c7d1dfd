package io.minicrm.api;

import io.minicrm.access.RoleClaim;
import java.util.Set;

/**
 * The identity provider that logs people in with OpenID Connect.
 *
 * @param issuer its URL, exactly as its tokens name it
 * @param clientId who this server is there
 * @param clientSecret with which this server proves it
 * @param name of the provider, for people
 * @param scopes what is asked for; {@code openid} is one of them
 * @param roles which role a person has
 */
public record OidcSettings(
        String issuer, String clientId, String clientSecret, String name, Set<String> scopes, RoleClaim roles) {

    public OidcSettings {
        scopes = Set.copyOf(scopes);
    }

    /** Without the secret, because logs must not show it. */
    @Override
    public String toString() {
        return "OidcSettings[issuer=%s, clientId=%s]".formatted(issuer, clientId);
    }
}
