package io.minicrm.cli.kafka;

import io.minicrm.embedded.BrokerLogin;
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

/** The options that say how to connect to Kafka. */
final class ConnectionOptions {

    private static final String DEFAULT_BROKERS = "localhost:9092";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-b", "--brokers"},
            paramLabel = "HOST:PORT[,…]",
            description = "Bootstrap servers. Default: KAFKA_BROKERS, or " + DEFAULT_BROKERS + ".")
    private @Nullable String brokers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Java properties file with further client settings, such as TLS and SASL. Default: KAFKA_CONFIG, or"
                            + " those of the embedded broker in the folder MINI_CRM_DATA.")
    private @Nullable Path config;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description =
                    "Prefix of the client id. Default: KAFKA_CLIENT_ID, or " + KafkaSettings.DEFAULT_CLIENT_ID + ".")
    private @Nullable String clientId;

    /** @throws ParameterException if the file of client settings cannot be read */
    KafkaSettings settings() {
        String servers = given(brokers, "KAFKA_BROKERS", DEFAULT_BROKERS);
        return new KafkaSettings(
                servers, given(clientId, "KAFKA_CLIENT_ID", KafkaSettings.DEFAULT_CLIENT_ID), extra(servers));
    }

    private Map<String, Object> extra(String servers) {
        String fromEnvironment = System.getenv("KAFKA_CONFIG");
        if (config == null && (fromEnvironment == null || fromEnvironment.isBlank())) {
            return BrokerLogin.clientSettings(Path.of(given(null, "MINI_CRM_DATA", "./data")), servers);
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

    private static String given(@Nullable String option, String variable, String fallback) {
        if (option != null) {
            return option;
        }
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? fallback : value.strip();
    }
}
