package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes records, with their bytes and headers, to existing topics. For one thread. */
public final class RecordWriter implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final BrokerAnswers answers;
    private final TopicReader topics;
    private final Admin admin;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    public RecordWriter(KafkaSettings settings) {
        answers = new BrokerAnswers(settings.brokers());
        admin = answers.call(() -> Admin.create(settings.inspectingAdmin()));
        topics = new TopicReader(admin, answers);
        producer = answers.call(() -> new KafkaProducer<>(
                settings.inspectingProducer(), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * Checks that the topic can be written to. Writing never creates a topic.
     *
     * @throws UnknownTopicException if the topic does not exist
     * @throws BrokerRefusedException if it is one of Kafka's own topics
     */
    public void checkWritable(String topic) {
        if (topics.describe(topic).isInternal()) {
            throw new BrokerRefusedException("%s is Kafka's own topic and cannot be changed".formatted(topic), null);
        }
    }

    /** Sends a text value without headers. */
    public void send(String topic, @Nullable String key, String value) {
        send(new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    /**
     * Sends the messages of a line: either one message or a complete answer of {@code inspect --json}. A JSON value is
     * sent in the compact form in which the inspector shows it.
     *
     * @return the number of messages
     * @throws BrokerRefusedException if the line has another form
     */
    public int sendLine(String topic, String line) {
        return MessageLine.read(line, (message, value) -> send(topic, message, value));
    }

    /**
     * Sends a message in the form of {@link RecordView}. Its topic, partition, offset and timestamp are ignored.
     *
     * @param rawValue the text of its {@code value} field, as it was written; null if it has none
     */
    private void send(String topic, JsonNode message, @Nullable String rawValue) {
        if (!message.isObject()) {
            throw new BrokerRefusedException("A message is not a JSON object as `inspect --json` writes it", null);
        }
        List<Header> headers = new ArrayList<>();
        for (JsonNode header : message.path("headers")) {
            headers.add(new RecordHeader(header.path("name").asString(), bytes(header, "value", "value_base64")));
        }
        byte[] value = rawValue == null || rawValue.equals("null")
                ? bytes(message, "value_text", "value_base64")
                : rawValue.getBytes(UTF_8);
        send(new ProducerRecord<>(topic, null, bytes(message, "key", "key_base64"), value, headers));
    }

    private static byte @Nullable [] bytes(JsonNode node, String text, String base64) {
        if (node.path(base64).isString()) {
            return Base64.getDecoder().decode(node.path(base64).asString());
        }
        return node.path(text).isString() ? node.path(text).asString().getBytes(UTF_8) : null;
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        send(message, problem -> false);
    }

    /**
     * Sends a record. {@link #flush} reports failures, except those that {@code isHandled} accepts.
     *
     * @param isHandled is called, possibly in another thread, if the send fails
     */
    void send(ProducerRecord<byte[], byte[]> message, Predicate<Exception> isHandled) {
        answers.call(() -> producer.send(message, (metadata, problem) -> {
            if (problem != null && !isHandled.test(problem)) {
                failure.compareAndSet(null, problem);
            }
        }));
    }

    /**
     * Returns when the broker has everything that was sent so far.
     *
     * @throws BrokerRefusedException if it did not accept everything
     */
    public void flush() {
        producer.flush();
        Exception first = failure.getAndSet(null);
        if (first instanceof KafkaException refused) {
            throw answers.translated(refused);
        }
        if (first != null) {
            throw new BrokerRefusedException(String.valueOf(first.getMessage()), first);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }
}
