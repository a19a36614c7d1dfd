package io.minicrm.app;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.embedded.DataFolder;
import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.TopicSetup;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka cluster with the pipeline's topics: the configured one, or an embedded broker that stops with this part.
 */
final class KafkaBackend implements AutoCloseable {

    private final StartedParts parts;
    private final KafkaSettings settings;

    private KafkaBackend(StartedParts parts, KafkaSettings settings) {
        this.parts = parts;
        this.settings = settings;
    }

    /**
     * Starts the embedded broker, if it is the one to use, and creates the missing topics.
     *
     * @param folder where the embedded broker keeps its files; null if there is none
     */
    static KafkaBackend start(KafkaConnection connection, @Nullable DataFolder folder) {
        StartedParts parts = new StartedParts();
        try {
            KafkaSettings settings =
                    connection.isEmbedded() ? embedded(connection, folder, parts) : connection.toBrokers();
            TopicSetup.ensure(settings, PipelineTopics.partitions());
            return new KafkaBackend(parts, settings);
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    private static KafkaSettings embedded(KafkaConnection connection, @Nullable DataFolder folder, StartedParts parts) {
        Path files = Objects.requireNonNull(folder).kafka();
        EmbeddedKafka broker =
                parts.add(EmbeddedKafka.start(files, connection.port(), EmbeddedKafka.Clients.WITH_PASSWORD));
        return connection.toEmbedded(broker.bootstrapServers(), broker.clientSettings());
    }

    KafkaSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        parts.close();
    }
}
