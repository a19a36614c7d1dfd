package io.minicrm.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongSerializer;

/** Starts a broker in the folder given, writes numbers for ever, and prints each number whose write was acknowledged. */
final class KafkaWriter {

    static final String TOPIC = "numbers";

    private KafkaWriter() {}

    public static void main(String[] args) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
        Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (Admin admin = Admin.create(connection);
                KafkaProducer<Long, Long> producer =
                        new KafkaProducer<>(connection, new LongSerializer(), new LongSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(3), Optional.empty())))
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
