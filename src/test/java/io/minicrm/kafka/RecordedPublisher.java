package io.minicrm.kafka;

import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A publisher without a broker, for tests of stages outside this package. Every record is accepted at once. */
public final class RecordedPublisher {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Publisher publisher = new Publisher(producer);

    public Publisher publisher() {
        return publisher;
    }

    /** The topic of each record, in the order of sending. */
    public List<String> topics() {
        return producer.history().stream().map(ProducerRecord::topic).toList();
    }
}
