package io.minicrm.app;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.TopicIdWatch;
import java.time.Duration;
import java.util.Map;

/** The Kafka clients that the parts of this process share. */
record KafkaClients(KafkaSettings settings, Publisher publisher, TopicInspector inspector, AutoCloseable topicWatch)
        implements AutoCloseable {

    /** What was sent is written within milliseconds, unless the brokers are away. */
    private static final Duration STOP_LIMIT = Duration.ofMillis(1_500);

    static KafkaClients open(KafkaSettings settings) {
        Publisher publisher = Publisher.open(settings);
        return new KafkaClients(settings, publisher, new TopicInspector(settings), watchTopics(settings, publisher));
    }

    private static AutoCloseable watchTopics(KafkaSettings settings, Publisher publisher) {
        var watch = new TopicIdWatch(settings, PipelineTopics.partitions().keySet(), publisher);
        var task = new PeriodicTask("topic-watch", watch, new Pulse(System::nanoTime)).start();
        return () -> {
            try (watch) {
                task.close();
            }
        };
    }

    /** Publishes delivery receipts that arise in this process. */
    ReceiptPublisher receipts() {
        return batch -> publisher.sendAll(PipelineTopics.RECEIPTS, batch);
    }

    @Override
    public void close() {
        ParallelStop.stop(
                Map.of("topic-watch", topicWatch, "publisher", publisher, "inspector", inspector), STOP_LIMIT);
    }
}
