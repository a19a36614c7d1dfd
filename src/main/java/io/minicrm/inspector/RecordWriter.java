package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes records as they are, bytes and headers, into topics that exist. For one thread. */
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
     * Checks that the topic can be written to; nothing is created by writing.
     *
     * @throws UnknownTopicException when there is no such topic
     * @throws BrokerRefusedException when it is Kafka's own
     */
    public void checkWritable(String topic) {
        if (topics.describe(topic).isInternal()) {
            throw new BrokerRefusedException("%s is Kafka's own topic and is left alone".formatted(topic), null);
        }
    }

    /** Sends a text value without headers. */
    public void send(String topic, @Nullable String key, String value) {
        send(new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    /**
     * Sends a message in the form of {@link RecordView}: topic, partition, offset and timestamp of the original are not looked at. A JSON value
     * is sent in the compact form in which the inspector shows it.
     *
     * @param message the message
     * @param rawValue the text of its {@code value} field as it was written; null when it has none
     * @throws BrokerRefusedException when it has another form
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

    /**
     * Sends the messages of a line: one message, or a whole answer of {@code inspect --json}.
     *
     * @return how many there were
     * @throws BrokerRefusedException when it is neither
     */
    public int sendLine(String topic, String line) {
        return MessageLine.read(line, (message, value) -> send(topic, message, value));
    }

    private static byte @Nullable [] bytes(JsonNode node, String text, String base64) {
        if (node.path(base64).isString()) {
            return Base64.getDecoder().decode(node.path(base64).asString());
        }
        return node.path(text).isString() ? node.path(text).asString().getBytes(UTF_8) : null;
    }

    /** Sends; what became of it is told by {@link #flush}. */
    void send(ProducerRecord<byte[], byte[]> message) {
        answers.call(() -> producer.send(message, (metadata, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        }));
    }

    /**
     * Returns once the broker has everything sent so far.
     *
     * @throws BrokerRefusedException when it did not take it all
     */
    public void flush() {
        producer.flush();
        Exception first = failure.getAndSet(null);
        if (first instanceof KafkaException refused) {
            throw answers.told(refused);
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
