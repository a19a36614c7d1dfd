package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.text.InstantText;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to topics. There is one per process. Safe for use by many threads. */
public final class Publisher implements AutoCloseable {

    private static final Header SPEC_VERSION = new RecordHeader("ce_specversion", "1.0".getBytes(UTF_8));
    private static final Header SOURCE = new RecordHeader("ce_source", "/mini-crm".getBytes(UTF_8));
    private static final Header CONTENT_TYPE = new RecordHeader("content-type", "application/json".getBytes(UTF_8));

    private static final Duration ANSWER_CHECK = Duration.ofMillis(1);

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    private final Supplier<Producer<byte[], byte[]>> factory;
    private volatile Producer<byte[], byte[]> producer;
    private final ClockWatch clock = new ClockWatch(this::renew);
    private volatile boolean closed;

    private Publisher(KafkaSettings settings) {
        this(() -> new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Connects to the cluster. */
    public static Publisher open(KafkaSettings settings) {
        Publisher publisher = new Publisher(settings);
        publisher.clock.start();
        return publisher;
    }

    /** For tests, which have no broker. */
    Publisher(Producer<byte[], byte[]> producer) {
        this(() -> producer);
    }

    /** @param factory creates a producer, again when the present one has to be replaced */
    Publisher(Supplier<Producer<byte[], byte[]>> factory) {
        this.factory = factory;
        this.producer = factory.get();
    }

    /**
     * Goes on with a new producer. What the present one has not written fails at once, so that its senders write it
     * again.
     */
    synchronized void renew() {
        if (!closed) {
            Producer<byte[], byte[]> old = producer;
            producer = factory.get();
            old.close(Duration.ZERO);
        }
    }

    /**
     * Sends a value. {@code done} is called once, possibly in another thread, when the broker has accepted the value or
     * the send has failed. Blocks while the producer's buffer is full.
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

    /**
     * Sends a record and returns when the broker has it.
     *
     * @throws PublishFailedException if the broker does not accept it
     */
    void sendAndWait(ProducerRecord<byte[], byte[]> message) {
        if (closed) {
            throw new PublishFailedException(new IllegalStateException("the publisher is closed"));
        }
        var written = new CompletableFuture<Void>();
        send(message, (metadata, failure) -> {
            if (failure == null) {
                written.complete(null);
            } else {
                written.completeExceptionally(failure);
            }
        });
        try {
            written.get();
        } catch (ExecutionException refused) {
            throw new PublishFailedException(refused.getCause() instanceof Exception cause ? cause : refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PublishFailedException(interrupted);
        }
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

    /**
     * Waits a second for the messages that are being sent; what the broker has not accepted by then fails. Later
     * messages are dropped silently, because the process is about to end.
     */
    @Override
    public synchronized void close() {
        clock.close();
        closed = true;
        producer.close(LAST_ANSWERS);
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
        private final AtomicInteger unanswered = new AtomicInteger();
        private final Queue<Runnable> replacements = new ConcurrentLinkedQueue<>();
        private boolean isEmpty = true;

        private Outbox() {}

        /** Sends a value. {@link #flush} reports whether the broker accepted it. */
        public <T> void send(Topic<T> topic, T value) {
            attempt(topic, value, this::fail);
        }

        /**
         * Sends a value, or another one in its place if the broker refuses it because it is too large.
         *
         * @param replacement makes the other value, which must be small
         */
        public <T> void send(Topic<T> topic, T value, Supplier<T> replacement) {
            attempt(topic, value, refused -> {
                if (refused instanceof RecordTooLargeException) {
                    replacements.add(() -> send(topic, replacement.get()));
                } else {
                    fail(refused);
                }
            });
        }

        private <T> void attempt(Topic<T> topic, T value, Consumer<Exception> ifRefused) {
            isEmpty = false;
            unanswered.incrementAndGet();
            Publisher.this.send(topic, value, outcome -> {
                if (outcome != null) {
                    ifRefused.accept(outcome);
                }
                unanswered.decrementAndGet();
            });
        }

        private void fail(Exception refused) {
            failure.compareAndSet(null, refused);
        }

        /**
         * Returns when the broker has everything that was sent so far.
         *
         * @throws PublishFailedException if it does not have everything; the messages that it has are kept
         */
        public void flush() {
            awaitAnswers();
            for (Runnable next = replacements.poll(); next != null; next = replacements.poll()) {
                next.run();
            }
            awaitAnswers();
            Exception first = failure.getAndSet(null);
            if (first != null) {
                throw new PublishFailedException(first);
            }
        }

        private void awaitAnswers() {
            if (isEmpty) {
                return;
            }
            producer.flush();
            // A producer that was replaced meanwhile answers within milliseconds.
            while (unanswered.get() > 0 && !closed) {
                LockSupport.parkNanos(ANSWER_CHECK.toNanos());
            }
            isEmpty = true;
        }
    }
}
