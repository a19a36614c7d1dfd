package io.minicrm.app;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;

/** The Kafka clients that the parts of this process share. */
record KafkaClients(KafkaSettings settings, Publisher publisher, TopicInspector inspector) implements AutoCloseable {

    static KafkaClients open(KafkaSettings settings) {
        return new KafkaClients(settings, new Publisher(settings), new TopicInspector(settings));
    }

    /** Publishes delivery receipts that arise in this process. */
    ReceiptPublisher receipts() {
        return batch -> publisher.sendAll(PipelineTopics.RECEIPTS, batch);
    }

    @Override
    public void close() {
        try (publisher) {
            inspector.close();
        }
    }
}
