package io.minicrm.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongSerializer;

/** Starts a broker in the given folder, writes numbers without end, and prints each number whose write was acknowledged. */
final class KafkaWriter {

    static final String TOPIC = "numbers";
    private static final int PARTITIONS = 3;

    private KafkaWriter() {}

    public static void main(String[] args) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0, EmbeddedKafka.Clients.ALL);
        Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (Admin admin = Admin.create(connection);
                KafkaProducer<Long, Long> producer =
                        new KafkaProducer<>(connection, new LongSerializer(), new LongSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            // Until the broker leads the new partitions, it may refuse a producer's first batch and accept its second.
            // The first is then
            // refused until it expires (KAFKA-15591). The broker answers this request only when it leads them.
            admin.listOffsets(IntStream.range(0, PARTITIONS)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(TOPIC, partition),
                                    partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            for (long number = 0; ; number++) {
                long sent = number;
                producer.send(new ProducerRecord<>(TOPIC, sent, sent), (metadata, error) -> {
                    if (error == null) {
                        System.out.println(sent);
                    }
                });
            }
        }
    }
}
