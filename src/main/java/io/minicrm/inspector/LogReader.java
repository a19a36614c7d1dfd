package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads partitions that it is told to, without a group. For one thread. */
final class LogReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /** So long may a broker be silent in the middle of a read. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BrokerAnswers answers;

    LogReader(KafkaSettings settings, boolean committedOnly) {
        answers = new BrokerAnswers(settings.brokers());
        consumer = answers.call(() -> new KafkaConsumer<>(
                settings.inspectingConsumer(committedOnly), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** What to do with a record, and whether to go on. */
    interface Sink {
        void accept(ConsumerRecord<byte[], byte[]> received);
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return answers.call(() -> consumer.endOffsets(partitions));
    }

    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return answers.call(() -> consumer.beginningOffsets(partitions));
    }

    /** The offsets of a position, held between the beginnings and the ends. */
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

    /** Goes to these places and reads from there on, nothing else. */
    void seek(Map<TopicPartition, Long> places) {
        consumer.assign(places.keySet());
        // A partition that stays assigned also stays paused.
        consumer.resume(places.keySet());
        places.forEach(consumer::seek);
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

    /** What has come; nothing when it takes longer than a moment. */
    ConsumerRecords<byte[], byte[]> poll() {
        return answers.call(() -> consumer.poll(POLL));
    }

    /**
     * Reads all lanes from {@code low} to {@code high} and leaves them read.
     *
     * @throws BrokerUnreachableException when nothing comes for some seconds
     */
    void drain(List<PartitionScan> lanes, Sink sink) {
        Map<TopicPartition, PartitionScan> open = new HashMap<>();
        lanes.stream().filter(lane -> !lane.isRead()).forEach(lane -> open.put(lane.partition(), lane));
        seek(open.values().stream().collect(Collectors.toMap(PartitionScan::partition, PartitionScan::low)));
        long lastProgress = System.nanoTime();
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> batch = poll();
            for (TopicPartition partition : batch.partitions()) {
                PartitionScan lane = open.get(partition);
                if (lane != null) {
                    deliver(batch.records(partition), lane.high(), sink);
                }
            }
            if (advance(open)) {
                lastProgress = System.nanoTime();
            } else {
                checkPatience(lastProgress);
            }
        }
    }

    private static void deliver(List<ConsumerRecord<byte[], byte[]>> records, long end, Sink sink) {
        for (ConsumerRecord<byte[], byte[]> received : records) {
            if (received.offset() >= end) {
                return;
            }
            sink.accept(received);
        }
    }

    private boolean advance(Map<TopicPartition, PartitionScan> open) {
        boolean moved = false;
        for (PartitionScan lane : List.copyOf(open.values())) {
            long position = position(lane.partition());
            moved |= position > lane.low();
            lane.readUpTo(Math.min(position, lane.high()));
            if (lane.isRead()) {
                open.remove(lane.partition());
                consumer.pause(List.of(lane.partition()));
            }
        }
        return moved;
    }

    /** @throws BrokerUnreachableException when the last progress is too long ago */
    void checkPatience(long lastProgress) {
        if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
            throw answers.told(new TimeoutException("Nothing more comes"));
        }
    }

    @Nullable
    ConsumerRecord<byte[], byte[]> firstAt(TopicPartition partition, long offset, long end) {
        var head = new Object() {
            @Nullable
            ConsumerRecord<byte[], byte[]> found;
        };
        drain(List.of(new PartitionScan(partition, offset, Math.min(end, offset + 1))), received -> {
            if (head.found == null) {
                head.found = received;
            }
        });
        return head.found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
