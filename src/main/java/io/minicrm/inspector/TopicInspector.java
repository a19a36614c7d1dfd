package io.minicrm.inspector;

import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.pending.PendingRead;
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
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics and groups without changing anything: it assigns partitions to itself, never joins a group and never
 * commits. Safe for use by many threads. Every method throws {@link BrokerUnreachableException} within five seconds if
 * no broker answers, and something within a moment if the reading of its thread is given up; see {@link PendingRead}.
 */
public final class TopicInspector implements AutoCloseable {

    private final KafkaSettings settings;
    private final Admin admin;
    private final BrokerAnswers answers;
    private final TopicReader topics;
    private final GroupReader groups;
    private final ScanThreads scanThreads = new ScanThreads();

    /** Creates the client. An unreachable broker is reported by the first request. */
    public TopicInspector(KafkaSettings settings) {
        this.settings = settings;
        this.answers = new BrokerAnswers(settings.brokers());
        this.admin = answers.call(() -> Admin.create(settings.inspectingAdmin()));
        this.topics = new TopicReader(admin, answers);
        this.groups = new GroupReader(admin, answers, topics);
    }

    KafkaSettings settings() {
        return settings;
    }

    /** The bootstrap servers, {@code host:port} separated by commas. */
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

    /** @throws UnknownTopicException if the topic does not exist */
    public TopicDetail topic(String topic) {
        return topics.detail(topic);
    }

    /**
     * The first and last offsets of the partitions, and how far each group has read them.
     *
     * @param at a time for which to find the first offset as well; null for none
     * @throws UnknownTopicException if the topic does not exist
     */
    public TopicOffsets offsets(String topic, @Nullable Instant at) {
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
        return new TopicOffsets(topic, spans, groups.offsets(topic, earliest, latest));
    }

    /** The same, with the timestamps of the records that the groups read next. This reads those records. */
    public TopicOffsets offsetsWithHeadTimes(String topic, @Nullable Instant at) {
        TopicOffsets offsets = offsets(topic, at);
        if (offsets.groups().isEmpty()) {
            return offsets;
        }
        Map<Integer, Long> ends = offsets.partitions().stream()
                .collect(Collectors.toMap(TopicOffsets.Partition::partition, TopicOffsets.Partition::latest));
        try (LogReader reader = LogReader.of(settings, IsolationLevel.READ_UNCOMMITTED);
                PendingRead.Work _ = reader.abortWithReading()) {
            Map<TopicPartition, Map<Long, Instant>> times = new HashMap<>();
            List<TopicOffsets.GroupOffset> groupOffsets = new ArrayList<>();
            for (TopicOffsets.GroupOffset group : offsets.groups()) {
                Long committed = group.committed();
                if (committed == null || group.lag() == 0) {
                    groupOffsets.add(group);
                    continue;
                }
                TopicPartition partition = new TopicPartition(topic, group.partition());
                long end = ends.getOrDefault(group.partition(), committed);
                Instant time = times.computeIfAbsent(partition, any -> new HashMap<>())
                        .computeIfAbsent(committed, offset -> headTime(reader, partition, offset, end));
                groupOffsets.add(group.withHeadTime(time));
            }
            return new TopicOffsets(topic, offsets.partitions(), groupOffsets);
        }
    }

    private static @Nullable Instant headTime(LogReader reader, TopicPartition partition, long offset, long end) {
        ConsumerRecord<byte[], byte[]> head = reader.recordAt(partition, offset, end);
        return head == null ? null : Instant.ofEpochMilli(head.timestamp());
    }

    /**
     * All groups by name.
     *
     * @param watch for how long to observe their commits, to measure their rate; zero to measure none
     */
    public List<GroupSummary> groups(Duration watch) {
        return groups.summaries(watch);
    }

    /** The committed offsets of a group in a topic, by partition. */
    public Map<Integer, Long> committed(String group, String topic) {
        return groups.committed(group).entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue));
    }

    /**
     * One page of records.
     *
     * @throws UnknownTopicException if the topic does not exist
     * @throws InvalidQueryException if a condition of the query cannot be parsed
     */
    public RecordPage records(RecordQuery query) {
        return scanThreads.run(() -> page(query));
    }

    private RecordPage page(RecordQuery query) {
        ScanDeadline deadline = ScanDeadline.after(query.timeLimit());
        RecordFilter filter = RecordFilter.of(query, deadline);
        List<TopicPartition> partitions = partitionsOf(query);
        try (LogReader reader = LogReader.of(settings, query.isolation());
                PendingRead.Work _ = reader.abortWithReading()) {
            if (query.page() != null) {
                PageToken token = PageToken.read(query.page());
                List<PartitionScan> scans = scans(token, partitions);
                PageScan scan = new PageScan(reader, query, filter, scans, token.total(), deadline);
                return token.forward() ? scan.forward() : scan.backward();
            }
            List<PartitionScan> scans = scans(reader, query, partitions);
            PageScan scan = new PageScan(reader, query, filter, scans, total(scans), deadline);
            return query.from() == null ? scan.backward() : scan.forward();
        }
    }

    /**
     * Passes every record of the query to the sink, in the order of each partition. Limit, page and scan limit are
     * ignored.
     *
     * @return the number of records that were read
     */
    public long scan(RecordQuery query, Consumer<StoredRecord> sink) {
        try (LogReader reader = LogReader.of(settings, query.isolation())) {
            return scan(reader, query, sink);
        }
    }

    /** The same, with only one record in memory at a time. This is slower. */
    long scanOneByOne(RecordQuery query, Consumer<StoredRecord> sink) {
        try (LogReader reader = LogReader.oneByOne(settings, query.isolation())) {
            return scan(reader, query, sink);
        }
    }

    /**
     * Passes records of the query to the sink, in the order of each partition, until the current end of the topic or
     * the scan limit or time limit of the query. Limit and page are ignored. Runs where {@link #records} runs. When the
     * reading of this thread is given up, it ends as at its time limit, so that what the sink has got is in the result.
     *
     * @param after the offsets to start at, for partitions that should start elsewhere than at {@code query.from()}
     */
    public ScannedPart scanPart(RecordQuery query, Map<Integer, Long> after, Consumer<StoredRecord> sink) {
        return scanThreads.run(() -> {
            ScanDeadline deadline = ScanDeadline.after(query.timeLimit());
            RecordFilter filter = RecordFilter.of(query, deadline);
            List<TopicPartition> partitions = partitionsOf(query);
            try (LogReader reader = LogReader.of(settings, query.isolation())) {
                List<PartitionScan> scans = scans(reader, query, partitions);
                scans.forEach(scan ->
                        scan.readUpTo(after.getOrDefault(scan.partition().partition(), 0L)));
                long[] scanned = {0};
                reader.drain(
                        scans,
                        received -> {
                            scanned[0]++;
                            if (filter.matches(received)) {
                                sink.accept(new StoredRecord(received));
                            }
                        },
                        () -> deadline.isPassed() || (query.scanLimit() > 0 && scanned[0] >= query.scanLimit()));
                return ScannedPart.of(scanned[0], scans);
            }
        });
    }

    private long scan(LogReader reader, RecordQuery query, Consumer<StoredRecord> sink) {
        RecordFilter filter = RecordFilter.of(query, ScanDeadline.NONE);
        List<TopicPartition> partitions = partitionsOf(query);
        long[] scanned = {0};
        reader.drain(scans(reader, query, partitions), received -> {
            scanned[0]++;
            if (filter.matches(received)) {
                sink.accept(new StoredRecord(received));
            }
        });
        return scanned[0];
    }

    /**
     * Passes records to the sink as they arrive, from {@code query.from()} on or else from the end of the topic.
     *
     * @param after the offsets to start at, for partitions that should start elsewhere
     * @param stop checked several times per second
     */
    public void follow(RecordQuery query, Map<Integer, Long> after, Consumer<StoredRecord> sink, BooleanSupplier stop) {
        RecordFilter filter = RecordFilter.of(query, ScanDeadline.NONE);
        List<TopicPartition> partitions = partitionsOf(query);
        try (LogReader reader = LogReader.of(settings, query.isolation())) {
            Map<TopicPartition, Long> offsets = new HashMap<>(reader.ends(partitions));
            if (query.from() != null) {
                offsets.putAll(reader.offsets(query.from(), reader.beginnings(partitions), offsets));
            }
            offsets.replaceAll((partition, offset) -> after.getOrDefault(partition.partition(), offset));
            reader.seek(offsets);
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

    /** The current end of each partition. */
    public Map<Integer, Long> ends(String topic) {
        Map<Integer, Long> ends = new TreeMap<>();
        topics.latest(topics.partitions(topic)).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /**
     * The partitions that the query has to read. A key is in one partition only, the one that the default partitioner
     * chooses.
     */
    private List<TopicPartition> partitionsOf(RecordQuery query) {
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
            throw InvalidQueryException.notFound(
                    "partition", "is %d; %s has 0 to %d".formatted(partition, query.topic(), all.size() - 1));
        }
        return List.of(new TopicPartition(query.topic(), partition));
    }

    private static List<PartitionScan> scans(LogReader reader, RecordQuery query, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = reader.beginnings(partitions);
        Map<TopicPartition, Long> ends = reader.ends(partitions);
        Map<TopicPartition, Long> lows =
                query.from() == null ? beginnings : reader.offsets(query.from(), beginnings, ends);
        // Records older than a time can come after newer ones, so only the end of the partition is the end of such a
        // query.
        Position to = query.to();
        Map<TopicPartition, Long> highs =
                to == null || to instanceof Position.Time ? ends : reader.offsets(to, beginnings, ends);
        return partitions.stream()
                .map(partition -> new PartitionScan(
                        partition, lows.getOrDefault(partition, 0L), highs.getOrDefault(partition, 0L)))
                .toList();
    }

    private static List<PartitionScan> scans(PageToken token, Collection<TopicPartition> partitions) {
        List<PartitionScan> scans = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PageToken.Span span = token.left().get(partition.partition());
            if (span != null) {
                scans.add(new PartitionScan(partition, span.from(), span.to()));
            }
        }
        if (scans.size() != token.left().size()) {
            throw InvalidQueryException.notFound("page", "is a token of another topic or another query");
        }
        return scans;
    }

    private static long total(List<PartitionScan> scans) {
        return scans.stream().mapToLong(scan -> scan.high() - scan.low()).sum();
    }

    @Override
    public void close() {
        scanThreads.close();
        admin.close(Duration.ofSeconds(1));
    }
}
