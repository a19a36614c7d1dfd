package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.embedded.TestServers;
import io.minicrm.kafka.KafkaSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of their own names on the shared broker, and a bare producer to fill them. */
public final class TestTopics implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final KafkaProducer<byte[], byte[]> producer;

    public TestTopics(Map<String, Object> producerSettings) {
        Map<String, Object> settings = new HashMap<>(settings().producer());
        settings.putAll(producerSettings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public static KafkaSettings settings() {
        return new KafkaSettings(TestServers.kafka(), "inspector-test", Map.of());
    }

    /** A new, empty topic. */
    public static String create(int partitions, Map<String, String> config) {
        String name = "inspected-" + NAMES.incrementAndGet();
        try (TopicAdmin admin = new TopicAdmin(settings())) {
            admin.create(name, partitions, null, config);
        }
        return name;
    }

    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    /** Writes a record and waits for it. */
    public void put(
            String topic,
            @Nullable Integer partition,
            @Nullable Long time,
            @Nullable String key,
            byte @Nullable [] value,
            Header... headers) {
        try {
            producer.send(new ProducerRecord<>(
                            topic, partition, time, key == null ? null : key.getBytes(UTF_8), value, List.of(headers)))
                    .get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Writes a text value. */
    public void put(String topic, @Nullable String key, String value) {
        put(topic, null, null, key, value.getBytes(UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
