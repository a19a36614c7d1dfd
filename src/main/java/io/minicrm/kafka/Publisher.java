package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.text.InstantText;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to topics. There is one per process. Safe for use by many threads. */
public final class Publisher implements AutoCloseable {

    private static final Header SPEC_VERSION = new RecordHeader("ce_specversion", "1.0".getBytes(UTF_8));
    private static final Header SOURCE = new RecordHeader("ce_source", "/mini-crm".getBytes(UTF_8));
    private static final Header CONTENT_TYPE = new RecordHeader("content-type", "application/json".getBytes(UTF_8));

    private final Producer<byte[], byte[]> producer;
    private volatile boolean closed;

    public Publisher(KafkaSettings settings) {
        this(new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** For tests, which have no broker. */
    Publisher(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Sends a value. {@code done} is called once, possibly in another thread, when the broker has accepted the value or the send has
     * failed. Blocks while the producer's buffer is full.
     */
    public <T> void send(Topic<T> topic, T value, Outcome done) {
        send(recordOf(topic, value), (metadata, failure) -> done.complete(failure));
    }

    /**
     * Sends all values and returns when the broker has them all.
     *
     * @throws PublishFailedException if the broker does not have them all
     */
    public <T> void sendAll(Topic<T> topic, List<T> values) {
        Outbox outbox = outbox();
        values.forEach(value -> outbox.send(topic, value));
        outbox.flush();
    }

    /** A new, empty outbox. */
    public Outbox outbox() {
        return new Outbox();
    }

    void send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        if (closed) {
            return;
        }
        try {
            producer.send(message, callback);
        } catch (KafkaException | IllegalStateException refused) {
            callback.onCompletion(null, refused);
        }
    }

    /** Waits for the messages that are being sent. Later messages are dropped silently, because the process is about to end. */
    @Override
    public void close() {
        closed = true;
        producer.close();
    }

    private static <T> ProducerRecord<byte[], byte[]> recordOf(Topic<T> topic, T value) {
        Topic.Envelope envelope = topic.envelope().apply(value);
        var message = new ProducerRecord<>(
                topic.name(),
                topic.key().apply(value).getBytes(UTF_8),
                topic.codec().encode(value));
        message.headers()
                .add(SPEC_VERSION)
                .add(SOURCE)
                .add(CONTENT_TYPE)
                .add("ce_id", envelope.id().getBytes(UTF_8))
                .add("ce_type", envelope.type().getBytes(UTF_8))
                .add("ce_time", InstantText.format(envelope.time()).getBytes(ISO_8859_1))
                .add("campaign_id", envelope.campaignId().getBytes(UTF_8))
                .add("traceparent", traceparent(envelope.traceId()));
        envelope.further().forEach((name, text) -> message.headers().add(name, text.getBytes(UTF_8)));
        return message;
    }

    private static byte[] traceparent(String traceId) {
        String span = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
        return ("00-" + traceId + "-" + span + "-01").getBytes(UTF_8);
    }

    /** Receives the outcome of one sent message. */
    @FunctionalInterface
    public interface Outcome {
        /**
         * @param failure why the broker did not accept it; null if it did
         */
        void complete(@Nullable Exception failure);
    }

    /** Messages that are sent one by one and awaited together. For one thread. */
    public final class Outbox {

        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private final AtomicInteger sent = new AtomicInteger();

        private Outbox() {}

        /** Sends a value. {@link #flush} reports whether the broker accepted it. */
        public <T> void send(Topic<T> topic, T value) {
            sent.incrementAndGet();
            Publisher.this.send(topic, value, outcome -> {
                if (outcome != null) {
                    failure.compareAndSet(null, outcome);
                }
            });
        }

        /**
         * Returns when the broker has everything that was sent so far.
         *
         * @throws PublishFailedException if it does not have everything; the messages that it has are kept
         */
        public void flush() {
            if (sent.get() == 0) {
                return;
            }
            producer.flush();
            sent.set(0);
            Exception first = failure.getAndSet(null);
            if (first != null) {
                throw new PublishFailedException(first);
            }
        }
    }
}
