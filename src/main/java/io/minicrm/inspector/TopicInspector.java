package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Looks into topics and groups, and changes nothing: it assigns partitions to itself, never joins a group, never commits. Safe for use by
 * many threads. Every method throws {@link BrokerUnreachableException} within five seconds when no broker answers.
 */
public final class TopicInspector implements AutoCloseable {

    private final KafkaSettings settings;
    private final Admin admin;
    private final BrokerAnswers answers;
    private final TopicReader topics;
    private final GroupReader groups;

    /** Opens a connection; that no broker is there shows at the first question. */
    public TopicInspector(KafkaSettings settings) {
        this.settings = settings;
        this.answers = new BrokerAnswers(settings.brokers());
        this.admin = answers.call(() -> Admin.create(settings.inspectingAdmin()));
        this.topics = new TopicReader(admin, answers);
        this.groups = new GroupReader(admin, answers, topics);
    }

    /** The brokers that it asks, {@code host:port}. */
    public String brokers() {
        return settings.brokers();
    }

    /**
     * All topics by name.
     *
     * @param internal whether to include Kafka's own topics
     * @param workers the ids of the groups whose lag is shown
     */
    public List<TopicSummary> topics(boolean internal, Set<String> workers) {
        return topics.summaries(internal, groups.lagByTopic(workers));
    }

    /** @throws UnknownTopicException when there is none of that name */
    public TopicDetail topic(String topic) {
        return topics.detail(topic);
    }

    /**
     * Where the partitions begin and end, and how far each group is.
     *
     * @param at also tell the first offset that is not older; null: do not
     * @param heads also read the record that each group reads next
     * @throws UnknownTopicException when there is none of that name
     */
    public TopicOffsets offsets(String topic, @Nullable Instant at, boolean heads) {
        List<TopicPartition> partitions = topics.partitions(topic);
        Map<TopicPartition, Long> earliest = topics.earliest(partitions);
        Map<TopicPartition, Long> latest = topics.latest(partitions);
        Map<TopicPartition, Long> times = at == null ? Map.of() : topics.at(partitions, at);
        List<TopicOffsets.Partition> spans = partitions.stream()
                .map(partition -> {
                    long first = earliest.getOrDefault(partition, 0L);
                    long end = latest.getOrDefault(partition, 0L);
                    return new TopicOffsets.Partition(
                            partition.partition(), first, end, end - first, times.get(partition));
                })
                .toList();
        List<TopicOffsets.GroupOffset> read = groups.offsets(topic, earliest, latest);
        return new TopicOffsets(topic, spans, heads ? withHeads(topic, read, latest) : read);
    }

    private List<TopicOffsets.GroupOffset> withHeads(
            String topic, List<TopicOffsets.GroupOffset> read, Map<TopicPartition, Long> latest) {
        if (read.isEmpty()) {
            return read;
        }
        try (LogReader reader = new LogReader(settings, false)) {
            Map<TopicPartition, Map<Long, Instant>> known = new HashMap<>();
            List<TopicOffsets.GroupOffset> told = new ArrayList<>();
            for (TopicOffsets.GroupOffset offset : read) {
                Long committed = offset.committed();
                if (committed == null || offset.lag() == 0) {
                    told.add(offset);
                    continue;
                }
                TopicPartition partition = new TopicPartition(topic, offset.partition());
                Instant head = known.computeIfAbsent(partition, any -> new HashMap<>())
                        .computeIfAbsent(
                                committed, at -> headTime(reader, partition, at, latest.getOrDefault(partition, at)));
                told.add(new TopicOffsets.GroupOffset(
                        offset.group(), offset.partition(), committed, offset.lag(), offset.member(), head));
            }
            return told;
        }
    }

    private static @Nullable Instant headTime(LogReader reader, TopicPartition partition, long offset, long end) {
        ConsumerRecord<byte[], byte[]> head = reader.firstAt(partition, offset, end);
        return head == null ? null : Instant.ofEpochMilli(head.timestamp());
    }

    /**
     * All groups by name.
     *
     * @param watch for how long to watch their commits move, to tell their rate; zero: not at all
     */
    public List<GroupSummary> groups(Duration watch) {
        return groups.summaries(watch);
    }

    /** How far a group has read a topic: the offset that it reads next, by partition; without those that it has committed none for. */
    public Map<Integer, Long> committed(String group, String topic) {
        return groups.committed(group).entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue));
    }

    /**
     * One page of records.
     *
     * @throws UnknownTopicException when there is no such topic
     * @throws InvalidQueryException when the query cannot be understood
     */
    public RecordPage records(RecordQuery query) {
        RecordFilter filter = RecordFilter.of(query);
        List<TopicPartition> partitions = chosen(query);
        try (LogReader reader = new LogReader(settings, query.committedOnly())) {
            if (query.page() != null) {
                PageToken token = PageToken.read(query.page());
                List<PartitionScan> lanes = lanes(token, partitions);
                PageScan scan = new PageScan(reader, query, filter, lanes, token.total());
                return token.forward() ? scan.forward() : scan.backward();
            }
            List<PartitionScan> lanes = lanes(reader, query, partitions);
            PageScan scan = new PageScan(reader, query, filter, lanes, total(lanes));
            return query.from() == null ? scan.backward() : scan.forward();
        }
    }

    /**
     * Hands over every record that the query means, in the order of each partition, in constant memory; limit, page and scan limit do not
     * count.
     *
     * @return how many records were looked at
     */
    public long scan(RecordQuery query, Consumer<StoredRecord> sink) {
        RecordFilter filter = RecordFilter.of(query);
        List<TopicPartition> partitions = chosen(query);
        long[] scanned = {0};
        try (LogReader reader = new LogReader(settings, query.committedOnly())) {
            reader.drain(lanes(reader, query, partitions), received -> {
                scanned[0]++;
                if (filter.matches(received)) {
                    sink.accept(new StoredRecord(received));
                }
            });
        }
        return scanned[0];
    }

    /**
     * Hands over records as they arrive, from {@code query.from()} on, or else from the end of the topic, until told to stop.
     *
     * @param after the offset to begin with, by partition, where it is to be another one
     * @param stop asked several times a second
     */
    public void follow(RecordQuery query, Map<Integer, Long> after, Consumer<StoredRecord> sink, BooleanSupplier stop) {
        RecordFilter filter = RecordFilter.of(query);
        List<TopicPartition> partitions = chosen(query);
        try (LogReader reader = new LogReader(settings, query.committedOnly())) {
            Map<TopicPartition, Long> places = new HashMap<>(reader.ends(partitions));
            if (query.from() != null) {
                places.putAll(reader.offsets(query.from(), reader.beginnings(partitions), places));
            }
            places.replaceAll((partition, place) -> after.getOrDefault(partition.partition(), place));
            reader.seek(places);
            while (!stop.getAsBoolean()) {
                List<StoredRecord> arrived = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> received : reader.poll()) {
                    if (filter.matches(received)) {
                        arrived.add(new StoredRecord(received));
                    }
                }
                arrived.sort(StoredRecord.ORDER);
                arrived.forEach(sink);
            }
        }
    }

    /** The end of each partition as it is now. */
    public Map<Integer, Long> ends(String topic) {
        Map<Integer, Long> ends = new TreeMap<>();
        topics.latest(topics.partitions(topic)).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** The partitions that the query needs: a key lives in one, which the default partitioner tells. */
    private List<TopicPartition> chosen(RecordQuery query) {
        List<TopicPartition> all = topics.partitions(query.topic());
        Integer partition = query.partition();
        if (partition == null && query.key() != null) {
            byte[] key = query.key().getBytes(StandardCharsets.UTF_8);
            partition = Utils.toPositive(Utils.murmur2(key)) % all.size();
        }
        if (partition == null) {
            return all;
        }
        if (partition < 0 || partition >= all.size()) {
            throw new InvalidQueryException(
                    "partition", "is %d; %s has 0 to %d".formatted(partition, query.topic(), all.size() - 1));
        }
        return List.of(new TopicPartition(query.topic(), partition));
    }

    private static List<PartitionScan> lanes(LogReader reader, RecordQuery query, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = reader.beginnings(partitions);
        Map<TopicPartition, Long> ends = reader.ends(partitions);
        Map<TopicPartition, Long> lows =
                query.from() == null ? beginnings : reader.offsets(query.from(), beginnings, ends);
        Map<TopicPartition, Long> highs = query.to() == null ? ends : reader.offsets(query.to(), beginnings, ends);
        return partitions.stream()
                .map(partition -> new PartitionScan(
                        partition, lows.getOrDefault(partition, 0L), highs.getOrDefault(partition, 0L)))
                .toList();
    }

    private static List<PartitionScan> lanes(PageToken token, Collection<TopicPartition> partitions) {
        List<PartitionScan> lanes = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PageToken.Span span = token.left().get(partition.partition());
            if (span != null) {
                lanes.add(new PartitionScan(partition, span.from(), span.to()));
            }
        }
        if (lanes.size() != token.left().size()) {
            throw new InvalidQueryException("page", "is of another topic or another question");
        }
        return lanes;
    }

    private static long total(List<PartitionScan> lanes) {
        return lanes.stream().mapToLong(lane -> lane.high() - lane.low()).sum();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
