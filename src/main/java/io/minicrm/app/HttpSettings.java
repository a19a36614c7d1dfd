package io.minicrm.app;

import io.minicrm.access.RequestLimits;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where HTTP listens, and what it accepts.
 *
 * @param host HOST, the address to listen on
 * @param port PORT; 0 picks a free port
 * @param managementPort MANAGEMENT_PORT, the port of {@code /actuator}; 0: it is on {@code port}, too
 * @param publicUrls PUBLIC_URL
 * @param requiresKey MINI_CRM_AUTH, on or off: whether requests need a log-in or an API key
 * @param requiresIfMatch REQUIRE_IF_MATCH, true or false: whether changes have to be conditional
 * @param requestRates REQUEST_RATE and REQUEST_RATE_PER_ADDRESS
 * @param receiptsSecret RECEIPTS_SECRET, with which the providers of all channels sign their callbacks; null if it is
 *     not set
 * @param formerReceiptsSecret RECEIPTS_SECRET_PREVIOUS, which is accepted, too; null if it is not set
 * @param acceptsUnsignedReceipts RECEIPTS_SECRET is {@code none}: callbacks are not signed
 * @param keysKeptFor IDEMPOTENCY_HOURS: how long an Idempotency-Key is known
 */
record HttpSettings(
        String host,
        int port,
        int managementPort,
        List<URI> publicUrls,
        boolean requiresKey,
        boolean requiresIfMatch,
        RequestLimits.Rates requestRates,
        @Nullable String receiptsSecret,
        @Nullable String formerReceiptsSecret,
        boolean acceptsUnsignedReceipts,
        Duration keysKeptFor) {

    static final int MAX_PORT = 65_535;
    static final String MANAGEMENT_PORT = "MANAGEMENT_PORT";

    private static final int MAX_KEY_HOURS = 720;
    private static final int MAX_RATE = 1_000_000;

    /** As Standard Webhooks recommends. A shorter secret can be guessed. */
    private static final int LEAST_SECRET_BYTES = 24;

    private static final String SECRET_PREFIX = "whsec_";
    private static final String UNSIGNED = "none";
    private static final String RECEIPTS_SECRET = "RECEIPTS_SECRET";
    private static final String FORMER_SECRET = "RECEIPTS_SECRET_PREVIOUS";
    private static final String REQUIRE_IF_MATCH = "REQUIRE_IF_MATCH";
    private static final String AUTH = "MINI_CRM_AUTH";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?");

    static HttpSettings from(Environment environment) {
        String host = environment.text("HOST", "127.0.0.1");
        int port = environment.integer("PORT", 8080, 0, MAX_PORT);
        String secret = environment.secretText(RECEIPTS_SECRET);
        String former = environment.secretText(FORMER_SECRET);
        if (former != null && (secret == null || UNSIGNED.equals(secret))) {
            throw new InvalidSettingException(
                    FORMER_SECRET, InvalidSettingException.NOT_SHOWN, "give " + RECEIPTS_SECRET + ", too, or neither");
        }
        boolean acceptsUnsigned = UNSIGNED.equals(secret);
        if (acceptsUnsigned && !LOOPBACK.matcher(host).matches()) {
            throw new InvalidSettingException(
                    RECEIPTS_SECRET,
                    UNSIGNED,
                    "give a secret: without one, everybody who reaches HOST can change numbers");
        }
        return new HttpSettings(
                host,
                port,
                managementPort(environment.integer(MANAGEMENT_PORT, 0, 0, MAX_PORT), port),
                publicUrls(environment.text("PUBLIC_URL")),
                requiresKey(environment.text(AUTH, "on"), host),
                requiresIfMatch(environment.text(REQUIRE_IF_MATCH, "false")),
                new RequestLimits.Rates(
                        environment.integer("REQUEST_RATE", 500, 0, MAX_RATE),
                        environment.integer("REQUEST_RATE_PER_ADDRESS", 2_000, 0, MAX_RATE)),
                acceptsUnsigned ? null : receiptsSecret(RECEIPTS_SECRET, secret),
                receiptsSecret(FORMER_SECRET, former),
                acceptsUnsigned,
                Duration.ofHours(environment.integer("IDEMPOTENCY_HOURS", 24, 1, MAX_KEY_HOURS)));
    }

    private static int managementPort(int managementPort, int port) {
        if (managementPort != 0 && managementPort == port) {
            throw new InvalidSettingException(
                    MANAGEMENT_PORT, Integer.toString(port), "give another port than PORT, or leave it out");
        }
        return managementPort;
    }

    private static boolean requiresKey(String value, String host) {
        return switch (value) {
            case "on" -> true;
            case "off" -> {
                if (!LOOPBACK.matcher(host).matches()) {
                    throw new InvalidSettingException(
                            AUTH, value, "leave it on: without it, everybody who reaches HOST can send messages");
                }
                yield false;
            }
            default -> throw new InvalidSettingException(AUTH, value, "give on or off");
        };
    }

    private static boolean requiresIfMatch(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(REQUIRE_IF_MATCH, value, "give true or false");
        };
    }

    /** Their host names, in lower case. */
    Set<String> publicHosts() {
        return publicUrls.stream()
                .map(url -> url.getHost().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<URI> publicUrls(@Nullable String urls) {
        if (urls == null) {
            return List.of();
        }
        List<URI> read = new ArrayList<>();
        for (String url : urls.split(",")) {
            try {
                URI uri = new URI(url.strip());
                if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                    throw new URISyntaxException(url, "no host");
                }
                read.add(uri);
            } catch (URISyntaxException unreadable) {
                throw new InvalidSettingException(
                        "PUBLIC_URL", url, "give URLs such as https://crm.example.com, separated by commas");
            }
        }
        return read;
    }

    private static @Nullable String receiptsSecret(String variable, @Nullable String secret) {
        return secret == null ? null : Environment.secret(variable, () -> base64(secret));
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
