package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A topic of texts on the mock clients of kafka-clients. What a loop does is recorded in {@link #events}, in order. */
final class LoopTestBed {

    static final String TOPIC = "texts";
    static final String OUTPUT = "output";
    static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);
    static final int PARTITIONS = 4;

    /** A value that the topic's codec cannot read. */
    static final String UNREADABLE = "unreadable";

    static final Topic<String> TEXTS = topic(TOPIC);
    static final Topic<String> OUTPUTS = topic(OUTPUT);
    static final Subscription<String> SUBSCRIPTION = new Subscription<>("readers", TEXTS, 100);

    final List<String> events = new CopyOnWriteArrayList<>();
    final RecordingConsumer consumer = new RecordingConsumer();
    final AtomicInteger consumersMade = new AtomicInteger();

    /** The first consumer is {@link #consumer}, each further one is new. */
    final Supplier<Consumer<byte[], byte[]>> consumers =
            () -> consumersMade.getAndIncrement() == 0 ? consumer : new RecordingConsumer();

    final RecordingProducer producer = new RecordingProducer();
    final Publisher publisher = new Publisher(producer);
    final AtomicInteger processed = new AtomicInteger();
    final AtomicInteger rounds = new AtomicInteger();
    final List<String> retries = new CopyOnWriteArrayList<>();
    final List<Duration> durations = new CopyOnWriteArrayList<>();

    final LoopObserver observer = new LoopObserver() {
        @Override
        public void processed(String group, int records, Duration took) {
            processed.addAndGet(records);
            durations.add(took);
        }

        @Override
        public void deadLetterWritten(String originalTopic) {
            events.add("dead letter of " + originalTopic);
        }

        @Override
        public void roundEnded() {
            rounds.incrementAndGet();
        }

        @Override
        public void retrying(String reason) {
            retries.add(reason);
        }
    };

    final DeadLetters deadLetters =
            new DeadLetters(publisher, (origin, content) -> events.add("before " + origin.offset()), observer);
    final ErrorHandling errors = new ErrorHandling(deadLetters, failure -> failure instanceof StoreUnreachable);

    /** A temporary failure. */
    static final class StoreUnreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static Topic<String> topic(String name) {
        Codec<String> codec = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] bytes, HeaderValues headers) {
                String text = new String(bytes, UTF_8);
                if (text.equals(UNREADABLE)) {
                    throw new MalformedRecordException("not a text", null);
                }
                return text;
            }
        };
        return new Topic<>(
                name,
                PARTITIONS,
                codec,
                text -> text,
                text -> new Topic.Envelope(text, "test.text", Instant.EPOCH, "campaign-1", "0".repeat(32), Map.of()));
    }

    static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, @Nullable String value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                "key".getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8));
    }

    /** Collects the warnings about an unreachable broker, after which a loop pauses for a second. */
    static ListAppender<ILoggingEvent> brokerFailures() {
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        ((Logger) LoggerFactory.getLogger(ConsumerLoop.class)).addAppender(warnings);
        return warnings;
    }

    /** The next poll finds these partitions assigned, and no others. */
    void assign(TopicPartition... partitions) {
        consumer.schedulePollTask(() -> {
            for (TopicPartition partition : partitions) {
                consumer.updateBeginningOffsets(Map.of(partition, 0L));
            }
            consumer.rebalance(Arrays.asList(partitions));
        });
    }

    /** The next poll returns these records, with offsets from {@code offset} on. */
    void deliver(TopicPartition partition, long offset, @Nullable String... values) {
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < values.length; i++) {
                consumer.addRecord(record(partition, offset + i, values[i]));
            }
        });
    }

    List<ProducerRecord<byte[], byte[]>> writtenDeadLetters() {
        return producer.history().stream()
                .filter(sent -> sent.topic().equals(DeadLetters.TOPIC))
                .toList();
    }

    /** The original offsets of the records that are in the dead letters. */
    List<Long> deadLetterOffsets() {
        return writtenDeadLetters().stream()
                .map(letter -> ByteBuffer.wrap(letter.headers()
                                .lastHeader("kafka_dlt-original-offset")
                                .value())
                        .getLong())
                .toList();
    }

    final class RecordingConsumer extends MockConsumer<byte[], byte[]> {

        private final Queue<RuntimeException> commitFailures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger polls = new AtomicInteger();
        final AtomicInteger wakeUps = new AtomicInteger();
        private volatile @Nullable ConsumerRebalanceListener listener;

        RecordingConsumer() {
            super("earliest");
            updatePartitions(
                    TOPIC,
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new PartitionInfo(TOPIC, partition, null, null, null))
                            .toList());
        }

        /** The next commit throws this and commits nothing. */
        void failCommit(RuntimeException failure) {
            commitFailures.add(failure);
        }

        int polls() {
            return polls.get();
        }

        ConsumerRebalanceListener listener() {
            return Objects.requireNonNull(listener);
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalances) {
            listener = rebalances;
            super.subscribe(topics, rebalances);
        }

        /** The real consumer waits for records; the mock does not. */
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            polls.incrementAndGet();
            if (records.isEmpty()) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            return records;
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            RuntimeException failure = commitFailures.poll();
            if (failure != null) {
                throw failure;
            }
            super.commitSync(offsets);
            offsets.forEach((partition, offset) -> events.add("commit %s@%d".formatted(partition, offset.offset())));
        }

        @Override
        public synchronized void wakeup() {
            wakeUps.incrementAndGet();
            super.wakeup();
        }

        /** The committed offset; 0 if nothing is committed. */
        long committed(TopicPartition partition) {
            OffsetAndMetadata offset = committed(Set.of(partition)).get(partition);
            return offset == null ? 0 : offset.offset();
        }
    }

    final class RecordingProducer extends MockProducer<byte[], byte[]> {

        RecordingProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
            Future<RecordMetadata> sent = super.send(message, (metadata, failure) -> {
                events.add("send " + message.topic());
                callback.onCompletion(metadata, failure);
            });
            return sent;
        }

        @Override
        public synchronized void flush() {
            super.flush();
            events.add("flush");
        }
    }
}
