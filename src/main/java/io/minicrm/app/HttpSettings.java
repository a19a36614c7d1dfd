package io.minicrm.app;

import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where HTTP listens, and what it accepts.
 *
 * @param host HOST, the address to listen on
 * @param port PORT; 0 picks a free port
 * @param publicHosts the host names in PUBLIC_URL, in lower case
 * @param requiresKey MINI_CRM_AUTH, on or off: whether requests need an API key
 * @param receiptsSecret RECEIPTS_SECRET, with which providers sign their callbacks; null if unsigned callbacks are accepted
 */
record HttpSettings(
        String host,
        int port,
        Set<String> publicHosts,
        boolean requiresKey,
        @Nullable String receiptsSecret) {

    static final int MAX_PORT = 65_535;

    /** As Standard Webhooks recommends. A shorter secret can be guessed. */
    private static final int LEAST_SECRET_BYTES = 24;

    private static final String SECRET_PREFIX = "whsec_";

    static HttpSettings from(Environment environment) {
        return new HttpSettings(
                environment.text("HOST", "127.0.0.1"),
                environment.integer("PORT", 8080, 0, MAX_PORT),
                publicHosts(environment.text("PUBLIC_URL")),
                isOn("MINI_CRM_AUTH", environment.text("MINI_CRM_AUTH", "off")),
                receiptsSecret(environment.text("RECEIPTS_SECRET")));
    }

    private static boolean isOn(String variable, String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new InvalidSettingException(variable, value, "give on or off");
        };
    }

    private static Set<String> publicHosts(@Nullable String urls) {
        if (urls == null) {
            return Set.of();
        }
        Set<String> hosts = new HashSet<>();
        for (String url : urls.split(",")) {
            try {
                URI uri = new URI(url.strip());
                if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                    throw new URISyntaxException(url, "no host");
                }
                hosts.add(uri.getHost().toLowerCase(Locale.ROOT));
            } catch (URISyntaxException unreadable) {
                throw new InvalidSettingException(
                        "PUBLIC_URL", url, "give URLs such as https://crm.example.com, separated by commas");
            }
        }
        return hosts;
    }

    private static @Nullable String receiptsSecret(@Nullable String secret) {
        return secret == null ? null : Environment.secret("RECEIPTS_SECRET", () -> base64(secret));
    }

    private static String base64(String secret) {
        if (keyOf(secret).length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "give at least %d random bytes in base64, with or without the prefix whsec_"
                            .formatted(LEAST_SECRET_BYTES));
        }
        return secret;
    }

    private static byte[] keyOf(String secret) {
        try {
            return Base64.getDecoder()
                    .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
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
