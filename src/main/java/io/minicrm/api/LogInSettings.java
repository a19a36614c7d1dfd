package io.minicrm.api;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How people log in.
 *
 * @param acceptsPasswords whether users may log in with an address and a password
 * @param provider the identity provider that logs people in, too; null if there is none
 * @param publicUrls the URLs by which browsers reach this server, apart from addresses and names without a dot
 */
public record LogInSettings(
        boolean acceptsPasswords, @Nullable OidcSettings provider, List<URI> publicUrls) {

    /** With a password and nothing else. */
    public static final LogInSettings PASSWORDS = new LogInSettings(true, null, List.of());

    public LogInSettings {
        publicUrls = List.copyOf(publicUrls);
    }
}
