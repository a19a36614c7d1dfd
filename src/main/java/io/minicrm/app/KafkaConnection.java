package io.minicrm.app;

import io.minicrm.kafka.KafkaSettings;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the Kafka cluster.
 *
 * @param brokers KAFKA_BROKERS; null for the embedded broker
 * @param port KAFKA_PORT, where the embedded broker listens; 0 picks a free port
 * @param clientId KAFKA_CLIENT_ID
 * @param clientSettings the client settings in the file that KAFKA_CONFIG names
 */
public record KafkaConnection(@Nullable String brokers, int port, String clientId, Map<String, Object> clientSettings) {

    /** The data folder's lock ensures that only one process uses this name. */
    private static final String EMBEDDED_INSTANCE = "embedded";

    static KafkaConnection from(Environment environment) {
        return new KafkaConnection(
                environment.text("KAFKA_BROKERS"),
                environment.integer("KAFKA_PORT", 9092, 0, HttpSettings.MAX_PORT),
                environment.text("KAFKA_CLIENT_ID", KafkaSettings.DEFAULT_CLIENT_ID),
                clientSettings(environment.text("KAFKA_CONFIG")));
    }

    private static Map<String, Object> clientSettings(@Nullable String file) {
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

    /** True if this process runs a broker of its own. */
    public boolean isEmbedded() {
        return brokers == null;
    }

    /** Settings for the embedded broker of this process. */
    KafkaSettings toEmbedded(String bootstrapServers, Map<String, Object> login) {
        Map<String, Object> settings = new HashMap<>(login);
        settings.putAll(clientSettings);
        return new KafkaSettings(bootstrapServers, clientId, settings, EMBEDDED_INSTANCE);
    }

    /** Settings for brokers elsewhere. */
    KafkaSettings toBrokers() {
        return new KafkaSettings(Objects.requireNonNull(brokers), clientId, clientSettings);
    }
}
