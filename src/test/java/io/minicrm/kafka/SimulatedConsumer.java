package io.minicrm.kafka;

import io.minicrm.kafka.SimulatedKafka.Fault;
import io.minicrm.kafka.SimulatedKafka.SimulatedGroup;
import io.minicrm.kafka.SimulatedKafka.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A member of a group of {@link SimulatedKafka}. It learns in a poll what has become of its partitions. */
final class SimulatedConsumer extends MockConsumer<byte[], byte[]> {

    private final SimulatedKafka kafka;
    private final String groupId;
    private final SimulatedGroup group;
    private final String topic;
    private final int maxPollRecords;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private @Nullable ConsumerRebalanceListener listener;

    SimulatedConsumer(SimulatedKafka kafka, Subscription<?> subscription) {
        super("earliest");
        this.kafka = kafka;
        this.groupId = subscription.group();
        this.topic = subscription.topic().name();
        this.group = kafka.group(groupId, topic);
        this.maxPollRecords = subscription.maxPollRecords();
        group.join(this);
    }

    @Override
    public synchronized void subscribe(Collection<String> topics) {
        // The only topic is known.
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalances) {
        listener = rebalances;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        rebalance();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        int room = 1 + kafka.random.nextInt(maxPollRecords);
        List<TopicPartition> order = new ArrayList<>(positions.keySet());
        if (order.size() > 1 && kafka.random.nextBoolean()) {
            order = order.reversed();
        }
        for (TopicPartition partition : order) {
            if (!paused.contains(partition)) {
                List<ConsumerRecord<byte[], byte[]>> fetched = fetch(partition, room);
                if (!fetched.isEmpty()) {
                    records.put(partition, fetched);
                    room -= fetched.size();
                }
            }
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    private void rebalance() {
        if (!group.hasMember(this)) {
            List<TopicPartition> lost = List.copyOf(positions.keySet());
            forget(lost);
            if (listener != null && !lost.isEmpty()) {
                listener.onPartitionsLost(lost);
            }
            group.join(this);
        }
        List<TopicPartition> target = group.target(this);
        List<TopicPartition> revoked = positions.keySet().stream()
                .filter(partition -> !target.contains(partition))
                .toList();
        if (!revoked.isEmpty()) {
            if (listener != null) {
                listener.onPartitionsRevoked(revoked);
            }
            forget(revoked);
            group.release(this, revoked);
        }
        List<TopicPartition> assigned = target.stream()
                .filter(partition -> !positions.containsKey(partition) && group.take(this, partition))
                .toList();
        for (TopicPartition partition : assigned) {
            Long committed = kafka.committed(groupId, partition);
            positions.put(partition, committed == null ? kafka.partition(partition).start : committed);
        }
        if (listener != null && (!assigned.isEmpty() || !revoked.isEmpty())) {
            listener.onPartitionsAssigned(assigned);
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
        paused.removeAll(partitions);
    }

    private List<ConsumerRecord<byte[], byte[]>> fetch(TopicPartition partition, int room) {
        SimulatedKafka.Partition log = kafka.partition(partition);
        long next = positions.getOrDefault(partition, 0L);
        if (next < log.start || next > log.end()) {
            next = log.start;
        }
        List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>();
        while (fetched.size() < room && next < log.end()) {
            Stored stored = log.at(next);
            fetched.add(new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    next,
                    0,
                    TimestampType.CREATE_TIME,
                    -1,
                    -1,
                    stored.key(),
                    stored.value(),
                    stored.headers(),
                    Optional.empty()));
            next++;
        }
        positions.put(partition, next);
        return fetched;
    }

    @Override
    public synchronized void commitSync() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
        positions.forEach((partition, next) -> offsets.put(partition, new OffsetAndMetadata(next)));
        commitSync(offsets);
    }

    @Override
    public synchronized void commitSync(Duration timeout) {
        commitSync();
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (!group.hasMember(this)) {
            throw new CommitFailedException("not a member");
        }
        if (kafka.strikes.test(Fault.COMMIT_FAILED)) {
            throw new TimeoutException("simulated: not committed");
        }
        offsets.forEach((partition, offset) -> kafka.commit(groupId, partition, offset.offset()));
        if (kafka.strikes.test(Fault.COMMIT_FAILED_AFTER_WRITE)) {
            throw new TimeoutException("simulated: committed");
        }
    }

    @Override
    public synchronized Set<TopicPartition> assignment() {
        return new LinkedHashSet<>(positions.keySet());
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(Set.copyOf(partitions));
    }

    @Override
    public synchronized Set<TopicPartition> paused() {
        return paused;
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String name) {
        return IntStream.range(0, SimulatedKafka.PARTITIONS)
                .mapToObj(number -> new PartitionInfo(name, number, null, null, null))
                .toList();
    }

    /** The group expels it, as if it had not polled for too long. */
    void expel() {
        group.leave(this);
    }

    @Override
    public void close() {
        group.leave(this);
    }
}
