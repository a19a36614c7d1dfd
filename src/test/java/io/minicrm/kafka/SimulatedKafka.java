package io.minicrm.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A cluster in memory that loses, repeats, reorders and truncates records when a test wants it. For one thread. */
public final class SimulatedKafka {

    /** What can go wrong with a single request. */
    public enum Fault {
        /** A record is refused. */
        REFUSED,
        /** A record is written, but its producer gets an error. */
        REFUSED_AFTER_WRITE,
        /** A record is written twice. */
        REPEATED,
        /** A record is written after the next one. */
        DELAYED,
        /** A record is acknowledged and then lost. */
        DROPPED,
        /** A record is acknowledged later. */
        LATE_ANSWER,
        /** Offsets are not committed. */
        COMMIT_FAILED,
        /** Offsets are committed, but the consumer gets an error. */
        COMMIT_FAILED_AFTER_WRITE
    }

    static final int PARTITIONS = 2;

    final RandomGenerator random;
    final Predicate<Fault> strikes;
    private final Map<String, Log> topics = new LinkedHashMap<>();
    private final Map<String, Map<TopicPartition, Long>> committed = new LinkedHashMap<>();
    private final Map<String, SimulatedGroup> groups = new HashMap<>();
    private int created;

    /** @param strikes whether a fault happens now */
    public SimulatedKafka(RandomGenerator random, Predicate<Fault> strikes) {
        this.random = random;
        this.strikes = strikes;
    }

    record Stored(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    static final class Partition {

        long start;
        final List<Stored> records = new ArrayList<>();

        long end() {
            return start + records.size();
        }

        Stored at(long offset) {
            return records.get((int) (offset - start));
        }
    }

    private record Log(String id, List<Partition> partitions) {}

    private Log log(String topic) {
        return topics.computeIfAbsent(
                topic,
                name -> new Log(
                        name + "-" + created++,
                        IntStream.range(0, PARTITIONS)
                                .mapToObj(number -> new Partition())
                                .toList()));
    }

    Partition partition(TopicPartition partition) {
        return log(partition.topic()).partitions.get(partition.partition());
    }

    /** Writes a record, as anybody who can write to the topic could. */
    public void write(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        int number = key == null ? 0 : Math.floorMod(Arrays.hashCode(key), PARTITIONS);
        log(topic).partitions.get(number).records.add(new Stored(key, value, headers));
    }

    SimulatedGroup group(String id, String topic) {
        return groups.computeIfAbsent(id, name -> new SimulatedGroup(topic));
    }

    @Nullable
    Long committed(String group, TopicPartition partition) {
        return committed.getOrDefault(group, Map.of()).get(partition);
    }

    void commit(String group, TopicPartition partition, long offset) {
        committed.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(partition, offset);
    }

    /** The positions of a group, as {@link PositionReader} reads them. */
    public List<GroupPosition> positions(String group, String topic) {
        List<GroupPosition> positions = new ArrayList<>();
        Log log = log(topic);
        for (int number = 0; number < PARTITIONS; number++) {
            Partition partition = log.partitions.get(number);
            positions.add(new GroupPosition(
                    log.id,
                    number,
                    partition.start,
                    partition.end(),
                    committed(group, new TopicPartition(topic, number))));
        }
        return positions;
    }

    /** Deletes the topic and creates it again. */
    public void recreate(String topic, boolean keepOffsets) {
        topics.remove(topic);
        if (!keepOffsets) {
            committed
                    .values()
                    .forEach(offsets -> offsets.keySet()
                            .removeIf(partition -> partition.topic().equals(topic)));
        }
    }

    /** Deletes the oldest records of a partition. */
    public void truncateHead(String topic) {
        Partition partition = anyPartition(topic);
        int count = random.nextInt(partition.records.size() + 1);
        partition.records.subList(0, count).clear();
        partition.start += count;
    }

    /** Loses the latest records of a partition, as an unsynced disk does when the power fails. */
    public void truncateTail(String topic) {
        Partition partition = anyPartition(topic);
        int kept = random.nextInt(partition.records.size() + 1);
        partition.records.subList(kept, partition.records.size()).clear();
    }

    private Partition anyPartition(String topic) {
        return log(topic).partitions.get(random.nextInt(PARTITIONS));
    }

    /** Sets the committed offset of a group's partition while its members are away, to any value from start to end. */
    public void resetOffset(String group, String topic) {
        TopicPartition partition = new TopicPartition(topic, random.nextInt(PARTITIONS));
        Partition log = partition(partition);
        group(group, topic).expelAll();
        commit(group, partition, log.start + random.nextInt(log.records.size() + 1));
    }

    /** Writes a record of the topic once more, at its end. */
    public void replay(String topic) {
        Partition partition = anyPartition(topic);
        if (!partition.records.isEmpty()) {
            partition.records.add(partition.records.get(random.nextInt(partition.records.size())));
        }
    }

    /** The members of a consumer group, and who reads which partition. */
    static final class SimulatedGroup {

        private final String topic;
        private final List<SimulatedConsumer> members = new ArrayList<>();
        private final Map<TopicPartition, SimulatedConsumer> owners = new LinkedHashMap<>();

        SimulatedGroup(String topic) {
            this.topic = topic;
        }

        void join(SimulatedConsumer member) {
            members.add(member);
        }

        /** Its partitions are free at once. */
        void leave(SimulatedConsumer member) {
            members.remove(member);
            owners.values().removeIf(owner -> owner == member);
        }

        void expelAll() {
            members.clear();
            owners.clear();
        }

        boolean hasMember(SimulatedConsumer member) {
            return members.contains(member);
        }

        void release(SimulatedConsumer member, Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> owners.remove(partition, member));
        }

        /** The partitions that the member should read. */
        List<TopicPartition> target(SimulatedConsumer member) {
            int place = members.indexOf(member);
            return IntStream.range(0, PARTITIONS)
                    .filter(number -> number % members.size() == place)
                    .mapToObj(number -> new TopicPartition(topic, number))
                    .toList();
        }

        /** Takes a partition that nobody reads. */
        boolean take(SimulatedConsumer member, TopicPartition partition) {
            return Objects.equals(owners.putIfAbsent(partition, member), null);
        }
    }
}
