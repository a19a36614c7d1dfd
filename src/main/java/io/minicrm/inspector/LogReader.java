package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.pending.PendingRead;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads given partitions without joining a group. For one thread. */
final class LogReader implements AutoCloseable {

    private static final int MAX_POLL_RECORDS = 5_000;
    private static final Duration POLL = Duration.ofMillis(100);

    /** How long a broker may be silent in the middle of a scan. */
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(4);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BrokerAnswers answers;

    private LogReader(KafkaSettings settings, IsolationLevel isolation, int maxPollRecords) {
        answers = new BrokerAnswers(settings.brokers());
        consumer = answers.call(() -> new KafkaConsumer<>(
                settings.inspectingConsumer(isolation, maxPollRecords),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    static LogReader of(KafkaSettings settings, IsolationLevel isolation) {
        return new LogReader(settings, isolation, MAX_POLL_RECORDS);
    }

    /**
     * A reader that holds one record at a time. Others hold all records of a poll, which is limited in its compressed
     * bytes only: with very large, well compressed records, they can need gigabytes.
     */
    static LogReader oneByOne(KafkaSettings settings, IsolationLevel isolation) {
        return new LogReader(settings, isolation, 1);
    }

    /**
     * Aborts what is read here when this thread's reading is given up, until the result is closed. It may be aborted
     * when only a part of what was received has been used.
     */
    PendingRead.Work abortWithReading() {
        return PendingRead.beginCurrent(consumer::wakeup);
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return answers.call(() -> consumer.endOffsets(partitions));
    }

    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return answers.call(() -> consumer.beginningOffsets(partitions));
    }

    /** The offsets of a position, limited to the range from the beginnings to the ends. */
    Map<TopicPartition, Long> offsets(
            Position position, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
        return switch (position) {
            case Position.Earliest earliest -> beginnings;
            case Position.Latest latest -> ends;
            case Position.Offset(long offset) ->
                ends.keySet().stream()
                        .collect(Collectors.toMap(
                                partition -> partition,
                                partition -> within(
                                        offset,
                                        beginnings.getOrDefault(partition, 0L),
                                        ends.getOrDefault(partition, 0L))));
            case Position.Time(var time) -> at(time.toEpochMilli(), ends);
        };
    }

    private static long within(long offset, long beginning, long end) {
        return Math.clamp(offset, beginning, Math.max(beginning, end));
    }

    private Map<TopicPartition, Long> at(long millis, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> wanted = ends.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> Math.max(0, millis)));
        Map<TopicPartition, OffsetAndTimestamp> found = answers.call(() -> consumer.offsetsForTimes(wanted));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp first = found.get(partition);
            offsets.put(partition, first == null ? end : Math.min(first.offset(), end));
        });
        return offsets;
    }

    /** Assigns these partitions and no others, and continues at the given offsets. */
    void seek(Map<TopicPartition, Long> offsets) {
        consumer.assign(offsets.keySet());
        // A partition that stays assigned also stays paused.
        consumer.resume(offsets.keySet());
        offsets.forEach(consumer::seek);
    }

    void pause(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        consumer.resume(partitions);
    }

    /** The offset that is read next. */
    long position(TopicPartition partition) {
        return answers.call(() -> consumer.position(partition));
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return answers.call(() -> consumer.poll(POLL));
    }

    /**
     * Reads all scans to their end.
     *
     * @throws BrokerUnreachableException if nothing arrives for some seconds
     */
    void drain(List<PartitionScan> scans, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        drain(scans, sink, () -> false);
    }

    /**
     * The same, but stops early.
     *
     * @param stop asked after each poll that brought something, so that every call makes progress
     */
    void drain(List<PartitionScan> scans, Consumer<ConsumerRecord<byte[], byte[]>> sink, BooleanSupplier stop) {
        Map<TopicPartition, PartitionScan> open = unread(scans);
        seek(lows(open));
        long lastProgress = System.nanoTime();
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> batch = poll();
            for (TopicPartition partition : batch.partitions()) {
                PartitionScan scan = open.get(partition);
                if (scan != null) {
                    deliver(batch.records(partition), scan.high(), sink);
                }
            }
            if (advance(open) > 0) {
                lastProgress = System.nanoTime();
                if (stop.getAsBoolean()) {
                    return;
                }
            } else {
                checkSilence(lastProgress);
            }
        }
    }

    static Map<TopicPartition, PartitionScan> unread(List<PartitionScan> scans) {
        return scans.stream()
                .filter(scan -> !scan.isRead())
                .collect(Collectors.toMap(PartitionScan::partition, scan -> scan, (one, other) -> one, HashMap::new));
    }

    static Map<TopicPartition, Long> lows(Map<TopicPartition, PartitionScan> scans) {
        return scans.values().stream().collect(Collectors.toMap(PartitionScan::partition, PartitionScan::low));
    }

    private static void deliver(
            List<ConsumerRecord<byte[], byte[]>> records, long end, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        for (ConsumerRecord<byte[], byte[]> received : records) {
            if (received.offset() >= end) {
                return;
            }
            sink.accept(received);
        }
    }

    /**
     * Moves the scans up to where the consumer is, and removes those that are read. Returns by how many offsets they
     * moved.
     */
    long advance(Map<TopicPartition, PartitionScan> open) {
        long moved = 0;
        for (PartitionScan scan : List.copyOf(open.values())) {
            long before = scan.low();
            scan.readUpTo(Math.min(position(scan.partition()), scan.high()));
            moved += scan.low() - before;
            if (scan.isRead()) {
                open.remove(scan.partition());
                consumer.pause(List.of(scan.partition()));
            }
        }
        return moved;
    }

    /** @throws BrokerUnreachableException if the last progress is too long ago */
    void checkSilence(long lastProgress) {
        if (System.nanoTime() - lastProgress > SILENCE_TIMEOUT.toNanos()) {
            throw answers.translated(new TimeoutException("No more records arrive"));
        }
    }

    /** The record at an offset; null if there is none. */
    @Nullable
    ConsumerRecord<byte[], byte[]> recordAt(TopicPartition partition, long offset, long end) {
        var at = new Object() {
            @Nullable
            ConsumerRecord<byte[], byte[]> found;
        };
        drain(
                List.of(new PartitionScan(partition, offset, Math.min(end, offset + 1))),
                received -> at.found = received);
        return at.found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
