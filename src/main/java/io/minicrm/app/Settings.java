package io.minicrm.app;

import io.minicrm.channel.SimulatorSettings;
import io.minicrm.channel.WebhookSettings;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.chunk.InvalidChunkSizeException;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.RetryPolicy;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set from outside.
 *
 * @param chunkPolicy CHUNK_SIZE, MAX_CHUNK_SIZE
 * @param kafkaBrokers KAFKA_BROKERS; null: the embedded broker
 * @param kafkaPort KAFKA_PORT, where the embedded broker listens; 0 picks a free one
 * @param kafkaClientId KAFKA_CLIENT_ID
 * @param kafkaExtra the settings in the file that KAFKA_CONFIG names
 * @param databaseUrl DATABASE_URL; null: the embedded PostgreSQL
 * @param dataFolder MINI_CRM_DATA
 * @param port PORT; 0 picks a free one
 * @param host HOST, the address to listen on
 * @param receiptsSecret RECEIPTS_SECRET, with which providers sign their callbacks; null: unsigned ones are taken
 * @param window SEND_WINDOW, leads of one campaign that may be on their way
 * @param sendsInFlight SENDS_IN_FLIGHT, messages that one sender process has with its channels at once
 * @param sendTimeout SEND_TIMEOUT_MS
 * @param retryPolicy SEND_ATTEMPTS, RETRY_DELAY_MS, RETRY_MAX_DELAY_MS
 * @param simulator SIMULATOR_SEED, _FAILURE_RATE, _TRANSIENT_RATE, _BOUNCE_RATE, _LATENCY_MS, _RECEIPT_DELAY_MS
 * @param webhook WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_IDEMPOTENT; null: there is no channel of that name
 */
public record Settings(
        ChunkPolicy chunkPolicy,
        @Nullable String kafkaBrokers,
        int kafkaPort,
        String kafkaClientId,
        Map<String, Object> kafkaExtra,
        @Nullable String databaseUrl,
        Path dataFolder,
        int port,
        String host,
        @Nullable String receiptsSecret,
        int window,
        int sendsInFlight,
        Duration sendTimeout,
        RetryPolicy retryPolicy,
        SimulatorSettings simulator,
        @Nullable WebhookSettings webhook) {

    private static final String SECRET_PREFIX = "whsec_";
    private static final int MAX_PORT = 65_535;
    private static final int MAX_WINDOW = 1_000_000;
    private static final int MAX_IN_FLIGHT = 100_000;
    private static final int MAX_ATTEMPTS = 100;

    /**
     * Reads the environment.
     *
     * @throws InvalidSettingException when a value is wrong, naming variable, value and mend
     */
    public static Settings from(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        return new Settings(
                chunkPolicy(variables),
                environment.text("KAFKA_BROKERS"),
                environment.integer("KAFKA_PORT", 9092, 0, MAX_PORT),
                environment.text("KAFKA_CLIENT_ID", "mini-crm-backend"),
                kafkaExtra(environment.text("KAFKA_CONFIG")),
                environment.text("DATABASE_URL"),
                Path.of(environment.text("MINI_CRM_DATA", "./data"))
                        .toAbsolutePath()
                        .normalize(),
                environment.integer("PORT", 8080, 0, MAX_PORT),
                environment.text("HOST", "127.0.0.1"),
                receiptsSecret(environment.text("RECEIPTS_SECRET")),
                environment.integer("SEND_WINDOW", ChunkPublisher.DEFAULT_WINDOW, 1, MAX_WINDOW),
                environment.integer("SENDS_IN_FLIGHT", 2_000, 1, MAX_IN_FLIGHT),
                environment.milliseconds("SEND_TIMEOUT_MS", Duration.ofSeconds(60)),
                retryPolicy(environment, RetryPolicy.DEFAULT),
                simulator(environment),
                webhook(environment));
    }

    /** True when this process runs a broker or a database of its own. */
    boolean embeds() {
        return kafkaBrokers == null || databaseUrl == null;
    }

    private static ChunkPolicy chunkPolicy(Map<String, String> variables) {
        try {
            return ChunkPolicy.fromEnvironment(variables);
        } catch (InvalidChunkSizeException invalid) {
            throw new InvalidSettingException(invalid);
        }
    }

    private static @Nullable String receiptsSecret(@Nullable String secret) {
        if (secret != null) {
            try {
                Base64.getDecoder()
                        .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
            } catch (IllegalArgumentException notBase64) {
                throw new InvalidSettingException(
                        "RECEIPTS_SECRET", "(not shown)", "give base64, with or without whsec_ before it");
            }
        }
        return secret;
    }

    private static RetryPolicy retryPolicy(Environment environment, RetryPolicy defaults) {
        Duration first = environment.milliseconds("RETRY_DELAY_MS", defaults.firstDelay());
        Duration longest = environment.milliseconds("RETRY_MAX_DELAY_MS", defaults.maxDelay());
        if (longest.compareTo(first) < 0) {
            throw new InvalidSettingException(
                    "RETRY_MAX_DELAY_MS",
                    String.valueOf(longest.toMillis()),
                    "give at least RETRY_DELAY_MS, which is " + first.toMillis());
        }
        return new RetryPolicy(
                environment.integer("SEND_ATTEMPTS", defaults.maxAttempts(), 1, MAX_ATTEMPTS), first, longest);
    }

    private static Map<String, Object> kafkaExtra(@Nullable String file) {
        if (file == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new InvalidSettingException(
                    "KAFKA_CONFIG",
                    file,
                    "give a readable Java properties file (%s)".formatted(unreadable.getMessage()));
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static SimulatorSettings simulator(Environment environment) {
        SimulatorSettings defaults = SimulatorSettings.DEFAULT;
        return new SimulatorSettings(
                environment.whole("SIMULATOR_SEED", defaults.seed(), Long.MIN_VALUE, Long.MAX_VALUE),
                environment.rate("SIMULATOR_FAILURE_RATE", defaults.failureRate()),
                environment.rate("SIMULATOR_TRANSIENT_RATE", defaults.transientRate()),
                environment.rate("SIMULATOR_BOUNCE_RATE", defaults.bounceRate()),
                environment.milliseconds("SIMULATOR_LATENCY_MS", defaults.latency()),
                environment.milliseconds("SIMULATOR_RECEIPT_DELAY_MS", defaults.receiptDelay()));
    }

    private static @Nullable WebhookSettings webhook(Environment environment) {
        String url = environment.text("WEBHOOK_URL");
        if (url == null) {
            return null;
        }
        String secret = environment.text("WEBHOOK_SECRET");
        boolean idempotent = environment.flag("WEBHOOK_IDEMPOTENT", true);
        WebhookSettings unsigned = checked("WEBHOOK_URL", () -> new WebhookSettings(uri(url), null, idempotent));
        return secret == null
                ? unsigned
                : checked("WEBHOOK_SECRET", () -> new WebhookSettings(unsigned.url(), secret, idempotent));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("give http://host/path (" + unreadable.getReason() + ")", unreadable);
        }
    }

    /** Url and secret are not shown: both may let a stranger in. */
    private static <T> T checked(String variable, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException unusable) {
            throw new InvalidSettingException(variable, "(not shown)", String.valueOf(unusable.getMessage()));
        }
    }
}
