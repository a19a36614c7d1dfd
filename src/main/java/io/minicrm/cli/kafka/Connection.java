package io.minicrm.cli.kafka;

import io.minicrm.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the cluster is and how to get in. */
final class Connection {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-b", "--brokers"},
            paramLabel = "HOST:PORT[,…]",
            description = "The brokers. Default: KAFKA_BROKERS, or localhost:9092.")
    private @Nullable String brokers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "A Java properties file with client settings, such as TLS and SASL. Default: KAFKA_CONFIG.")
    private @Nullable Path config;

    @Option(names = "--client-id", paramLabel = "ID", description = "Default: KAFKA_CLIENT_ID, or mini-crm-backend.")
    private @Nullable String clientId;

    /** @throws ParameterException when the file cannot be read */
    KafkaSettings settings() {
        return new KafkaSettings(
                given(brokers, "KAFKA_BROKERS", "localhost:9092"),
                given(clientId, "KAFKA_CLIENT_ID", "mini-crm-backend"),
                extra());
    }

    private Map<String, Object> extra() {
        String fromEnvironment = System.getenv("KAFKA_CONFIG");
        if (config == null && (fromEnvironment == null || fromEnvironment.isBlank())) {
            return Map.of();
        }
        Path file = config == null ? Path.of(String.valueOf(fromEnvironment)) : config;
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "The client settings in %s cannot be read: %s".formatted(file, unreadable),
                    unreadable);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((name, value) -> settings.put(name.toString(), value));
        return settings;
    }

    private static String given(@Nullable String option, String variable, String otherwise) {
        if (option != null) {
            return option;
        }
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
