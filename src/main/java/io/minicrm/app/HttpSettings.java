package io.minicrm.app;

import io.minicrm.settings.Environment;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where HTTP listens, and what it accepts.
 *
 * @param host HOST, the address to listen on
 * @param port PORT; 0 picks a free port
 * @param receiptsSecret RECEIPTS_SECRET, with which providers sign their callbacks; null if unsigned callbacks are accepted
 */
record HttpSettings(String host, int port, @Nullable String receiptsSecret) {

    static final int MAX_PORT = 65_535;

    private static final String SECRET_PREFIX = "whsec_";

    static HttpSettings from(Environment environment) {
        return new HttpSettings(
                environment.text("HOST", "127.0.0.1"),
                environment.integer("PORT", 8080, 0, MAX_PORT),
                receiptsSecret(environment.text("RECEIPTS_SECRET")));
    }

    private static @Nullable String receiptsSecret(@Nullable String secret) {
        return secret == null ? null : Environment.secret("RECEIPTS_SECRET", () -> base64(secret));
    }

    private static String base64(String secret) {
        try {
            Base64.getDecoder()
                    .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
            return secret;
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("give base64, with or without the prefix whsec_", notBase64);
        }
    }

    /** Leaves the secret out, because logs must not show it. */
    @Override
    public String toString() {
        return "HttpSettings[host=%s, port=%d, signed=%b]".formatted(host, port, receiptsSecret != null);
    }
}
