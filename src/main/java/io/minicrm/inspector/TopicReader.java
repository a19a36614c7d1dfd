package io.minicrm.inspector;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Reads the state of topics, with one request for all of them. */
final class TopicReader {

    private final Admin admin;
    private final BrokerAnswers answers;

    TopicReader(Admin admin, BrokerAnswers answers) {
        this.admin = admin;
        this.answers = answers;
    }

    List<TopicSummary> summaries(boolean internal, Map<String, Long> lags) {
        Set<String> names = answers.await(
                admin.listTopics(new ListTopicsOptions().listInternal(internal)).names());
        Map<String, TopicDescription> topics =
                answers.await(admin.describeTopics(names).allTopicNames());
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> partitions(topic).stream())
                .toList();
        Map<TopicPartition, Long> earliest = earliest(partitions);
        Map<TopicPartition, Long> latest = latest(partitions);
        Map<TopicPartition, Long> sizes = sizes(replicaHolders(topics.values()));
        return topics.values().stream()
                .map(topic -> new TopicSummary(
                        topic.name(),
                        topic.isInternal(),
                        topic.partitions().size(),
                        replicas(topic),
                        partitions(topic).stream()
                                .mapToLong(partition ->
                                        latest.getOrDefault(partition, 0L) - earliest.getOrDefault(partition, 0L))
                                .sum(),
                        sum(partitions(topic), sizes),
                        lags.get(topic.name())))
                .sorted(Comparator.comparing(TopicSummary::topic))
                .toList();
    }

    TopicDetail detail(String name) {
        TopicDescription topic = describe(name);
        Map<TopicPartition, Long> sizes = sizes(replicaHolders(List.of(topic)));
        List<TopicDetail.Partition> partitions = topic.partitions().stream()
                .map(partition -> new TopicDetail.Partition(
                        partition.partition(),
                        partition.leader() == null
                                ? null
                                : (Integer) partition.leader().id(),
                        ids(partition.replicas()),
                        ids(partition.isr()),
                        sizes.get(new TopicPartition(name, partition.partition()))))
                .toList();
        return new TopicDetail(
                name,
                topic.topicId().toString(),
                topic.isInternal(),
                replicas(topic),
                sum(partitions(topic), sizes),
                partitions,
                settings(name));
    }

    private List<TopicDetail.Setting> settings(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = Objects.requireNonNull(
                answers.await(admin.describeConfigs(List.of(resource)).all()).get(resource));
        return config.entries().stream()
                .filter(entry -> !entry.isDefault() && entry.source() != ConfigEntry.ConfigSource.DEFAULT_CONFIG)
                .map(entry -> new TopicDetail.Setting(
                        entry.name(),
                        entry.isSensitive() ? null : entry.value(),
                        entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG ? "topic" : "broker"))
                .sorted(Comparator.comparing(TopicDetail.Setting::name))
                .toList();
    }

    /** @throws UnknownTopicException if the topic does not exist */
    TopicDescription describe(String name) {
        return find(name).orElseThrow(() -> new UnknownTopicException(name));
    }

    /** The topic; empty if it does not exist. */
    Optional<TopicDescription> find(String name) {
        try {
            return Optional.ofNullable(
                    answers.awaitOrFail(admin.describeTopics(List.of(name)).allTopicNames())
                            .get(name));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException
                    || failure.getCause() instanceof InvalidTopicException) {
                return Optional.empty();
            }
            throw answers.translated(failure.getCause());
        }
    }

    /** @throws UnknownTopicException if the topic does not exist */
    List<TopicPartition> partitions(String name) {
        return partitions(describe(name));
    }

    static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    Map<TopicPartition, Long> latest(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** The first offset with this timestamp or a later one, for the partitions that have one. */
    Map<TopicPartition, Long> at(Collection<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> offsets =
                new HashMap<>(offsets(partitions, OffsetSpec.forTimestamp(time.toEpochMilli())));
        offsets.values().removeIf(offset -> offset < 0);
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> request =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        return answers.await(admin.listOffsets(request).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    private static Set<Integer> replicaHolders(Collection<TopicDescription> topics) {
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream())
                .flatMap(partition -> partition.replicas().stream())
                .map(Node::id)
                .filter(id -> id >= 0)
                .collect(Collectors.toSet());
    }

    /** The bytes of all replicas by partition; empty if the brokers do not report them. */
    private Map<TopicPartition, Long> sizes(Set<Integer> brokers) {
        Map<TopicPartition, Long> sizes = new HashMap<>();
        if (brokers.isEmpty()) {
            return sizes;
        }
        try {
            for (Map<String, LogDirDescription> folders : answers.awaitOrFail(
                            admin.describeLogDirs(brokers).allDescriptions())
                    .values()) {
                for (LogDirDescription folder : folders.values()) {
                    for (Map.Entry<TopicPartition, ReplicaInfo> replica :
                            folder.replicaInfos().entrySet()) {
                        sizes.merge(replica.getKey(), replica.getValue().size(), Long::sum);
                    }
                }
            }
        } catch (ExecutionException unavailable) {
            // Not every cluster reports sizes, and not every user may see them. The rest of the answer is still useful.
            return Map.of();
        }
        return sizes;
    }

    private static @Nullable Long sum(Collection<TopicPartition> partitions, Map<TopicPartition, Long> sizes) {
        List<Long> known = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Long size = sizes.get(partition);
            if (size != null) {
                known.add(size);
            }
        }
        return known.isEmpty()
                ? null
                : (Long) known.stream().mapToLong(size -> size).sum();
    }

    private static int replicas(TopicDescription topic) {
        return topic.partitions().stream()
                .map(TopicPartitionInfo::replicas)
                .mapToInt(List::size)
                .max()
                .orElse(0);
    }

    private static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }
}
