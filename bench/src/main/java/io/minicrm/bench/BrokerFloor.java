package io.minicrm.bench;

import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.TopicSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a campaign through the broker alone. Records are copied from the topics with keys and headers,
 * then produced and consumed by clients with the server's settings, without codecs or commits.
 */
final class BrokerFloor {

    private static final int SAMPLE = 20_000;
    private static final int POLL = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int EMPTY_POLLS = 20;

    private final KafkaSettings settings;

    /** @param login what a client needs besides the address */
    BrokerFloor(String brokers, Map<String, Object> login) {
        this.settings = new KafkaSettings(brokers, "bench", login);
    }

    /** The time that a number of messages took. */
    record Passage(int messages, double produceSeconds, double consumeSeconds) {

        double seconds() {
            return produceSeconds + consumeSeconds;
        }
    }

    /** Sends this number of messages, copied from the source topic, through a new topic. */
    Passage pass(String source, int messages) {
        List<ConsumerRecord<byte[], byte[]>> sample = sample(source);
        if (sample.isEmpty()) {
            throw new InconsistentFiguresException(source + " contains no messages");
        }
        String topic = "bench." + source + "." + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        TopicSetup.ensure(settings, Map.of(topic, partitions(source)));
        double produce = produce(topic, sample, messages);
        long begin = System.nanoTime();
        int consumed = consume(topic, messages);
        double consume = (System.nanoTime() - begin) / 1e9;
        InconsistentFiguresException.check("messages consumed from " + topic, messages, consumed);
        return new Passage(messages, produce, consume);
    }

    /** The newest messages of a topic. */
    private List<ConsumerRecord<byte[], byte[]>> sample(String topic) {
        try (var consumer = consumer()) {
            List<TopicPartition> partitions = assign(consumer, topic);
            var ends = consumer.endOffsets(partitions);
            var begins = consumer.beginningOffsets(partitions);
            long each = Math.ceilDiv(SAMPLE, partitions.size());
            long expected = 0;
            for (TopicPartition partition : partitions) {
                long from = Math.max(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - each);
                consumer.seek(partition, from);
                expected += ends.getOrDefault(partition, 0L) - from;
            }
            var sample = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (int empty = 0; sample.size() < expected && empty < EMPTY_POLLS; ) {
                var records = consumer.poll(PATIENCE);
                empty = records.isEmpty() ? empty + 1 : 0;
                records.forEach(sample::add);
            }
            return sample;
        }
    }

    private int partitions(String topic) {
        try (var consumer = consumer()) {
            return consumer.partitionsFor(topic).size();
        }
    }

    private double produce(String topic, List<ConsumerRecord<byte[], byte[]>> sample, int messages) {
        var failure = new AtomicReference<@Nullable Exception>();
        try (var producer =
                new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long begin = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                var message = sample.get(i % sample.size());
                producer.send(
                        new ProducerRecord<>(topic, null, message.key(), message.value(), message.headers()),
                        (metadata, failed) -> failure.compareAndSet(null, failed));
            }
            producer.flush();
            double seconds = (System.nanoTime() - begin) / 1e9;
            Exception first = failure.get();
            if (first != null) {
                throw new InconsistentFiguresException("The broker did not accept a message: " + first);
            }
            return seconds;
        }
    }

    private int consume(String topic, int messages) {
        try (var consumer = consumer()) {
            consumer.seekToBeginning(assign(consumer, topic));
            int consumed = 0;
            for (int empty = 0; consumed < messages && empty < EMPTY_POLLS; ) {
                int count = consumer.poll(PATIENCE).count();
                empty = count == 0 ? empty + 1 : 0;
                consumed += count;
            }
            return consumed;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                settings.consumer("bench", POLL), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }
}
