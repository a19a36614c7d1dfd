package io.minicrm.inspector;

import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Replication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Changes topics and groups, except Kafka's own topics. Apart from {@link #create}, each change has two methods: the
 * plan returns what would be done, and the other method does it.
 */
public final class TopicAdmin implements AutoCloseable {

    /**
     * A cluster of several brokers elects leaders for new partitions within this time, even if one of its brokers has
     * just died.
     */
    private static final Duration VISIBILITY_LIMIT = Duration.ofSeconds(45);

    private final KafkaSettings settings;
    private final Admin admin;
    private final BrokerAnswers answers;
    private final TopicReader topics;
    private final GroupReader groups;

    /** Creates the client. An unreachable broker is reported by the first request. */
    public TopicAdmin(KafkaSettings settings) {
        this.settings = settings;
        this.answers = new BrokerAnswers(settings.brokers());
        this.admin = answers.call(() -> Admin.create(settings.inspectingAdmin()));
        this.topics = new TopicReader(admin, answers);
        this.groups = new GroupReader(admin, answers, topics);
    }

    /**
     * Creates a topic. Returns when it can be used.
     *
     * @param replication the replicas of each partition; null for three, or as many as there are brokers
     * @throws BrokerRefusedException if the topic exists already or the broker rejects it
     */
    public void create(String topic, int partitions, @Nullable Short replication, Map<String, String> config) {
        if (topic.startsWith("__")) {
            throw new BrokerRefusedException("Names that begin with __ belong to Kafka; choose another name", null);
        }
        short replicas = replication == null ? defaultReplicas() : replication;
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.of(replicas)).configs(config);
        try {
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                TopicDetail existing = topics.detail(topic);
                throw new BrokerRefusedException(
                        "Topic '%s' exists already: %d partitions, %d replicas. `mini-crm kafka alter %s` changes it."
                                .formatted(topic, existing.partitions().size(), existing.replicas(), topic),
                        failure);
            }
            throw answers.translated(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw answers.translated(interrupted);
        }
        awaitPartitions(topic, partitions);
    }

    /** Returns when every partition is known and its leader answers. */
    private void awaitPartitions(String topic, int partitions) {
        topics.latest(TopicReader.partitions(visibility(topic).awaitPartitions(partitions)));
    }

    private TopicVisibility visibility(String topic) {
        return new TopicVisibility(() -> topics.find(topic), VISIBILITY_LIMIT);
    }

    private short defaultReplicas() {
        return Replication.of(answers.await(admin.describeCluster().nodes()).size())
                .replicas();
    }

    /**
     * What {@link #alter} would do, one line per change.
     *
     * @param partitions the new number of partitions; null to keep it
     * @param config the new settings; an empty value restores the default
     * @throws BrokerRefusedException if the change is not possible
     */
    public List<String> planAlter(String topic, @Nullable Integer partitions, Map<String, String> config) {
        TopicDescription current = changeable(topic);
        List<String> steps = new ArrayList<>();
        if (partitions != null) {
            int now = current.partitions().size();
            if (partitions < now) {
                throw new BrokerRefusedException(
                        "%s has %d partitions; Kafka can add partitions but not remove any".formatted(topic, now),
                        null);
            }
            if (partitions > now) {
                steps.add("partitions %d → %d (keys move to other partitions)".formatted(now, partitions));
            }
        }
        Map<String, String> present = topics.detail(topic).config().stream()
                .filter(setting -> setting.value() != null)
                .collect(Collectors.toMap(
                        TopicDetail.Setting::name, setting -> String.valueOf(setting.value()), (a, b) -> a));
        new TreeMap<>(config).forEach((name, value) -> {
            String before = present.getOrDefault(name, "default");
            String after = value.isEmpty() ? "default" : value;
            if (!before.equals(after)) {
                steps.add("%s %s → %s".formatted(name, before, after));
            }
        });
        return steps;
    }

    /** Changes a topic. Returns when new partitions can be used. */
    public void alter(String topic, @Nullable Integer partitions, Map<String, String> config) {
        TopicDescription current = changeable(topic);
        if (partitions != null && partitions > current.partitions().size()) {
            answers.await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all());
            awaitPartitions(topic, partitions);
        }
        if (!config.isEmpty()) {
            Collection<AlterConfigOp> changes = config.entrySet().stream()
                    .map(setting -> new AlterConfigOp(
                            new ConfigEntry(setting.getKey(), setting.getValue()),
                            setting.getValue().isEmpty() ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET))
                    .toList();
            answers.await(
                    admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                            .all());
        }
    }

    /** What would be deleted with the topic, and which groups read it. */
    public List<String> planDelete(String topic) {
        List<TopicPartition> partitions = TopicReader.partitions(changeable(topic));
        Map<TopicPartition, Long> earliest = topics.earliest(partitions);
        Map<TopicPartition, Long> latest = topics.latest(partitions);
        long records = partitions.stream()
                .mapToLong(partition -> latest.getOrDefault(partition, 0L) - earliest.getOrDefault(partition, 0L))
                .sum();
        List<String> steps = new ArrayList<>();
        steps.add("topic %s with %d partitions and up to %d records is deleted permanently"
                .formatted(topic, partitions.size(), records));
        groups.offsets(topic, earliest, latest).stream()
                .map(TopicOffsets.GroupOffset::group)
                .distinct()
                .forEach(group -> steps.add("group %s has read from it".formatted(group)));
        return steps;
    }

    /** Deletes a topic. Returns when it is gone. */
    public void delete(String topic) {
        changeable(topic);
        answers.await(admin.deleteTopics(List.of(topic)).all());
        visibility(topic).awaitDeleted();
    }

    /**
     * A change of one committed offset of a group.
     *
     * @param from the offset that is committed now; null if there is none
     */
    public record Reset(
            String group,
            String topic,
            int partition,
            @Nullable Long from,
            long to) {}

    /**
     * What a reset of a group to a position would change.
     *
     * @param partition the only partition to reset; null for all
     * @throws BrokerRefusedException if the group has members, because Kafka then accepts commits from them only
     */
    public List<Reset> planReset(String group, String topic, Position to, @Nullable Integer partition) {
        changeable(topic);
        checkEmpty(group);
        List<TopicPartition> partitions = topics.partitions(topic).stream()
                .filter(one -> partition == null || one.partition() == partition)
                .toList();
        if (partitions.isEmpty()) {
            throw InvalidQueryException.notFound(
                    "partition", "is %d; %s has no such partition".formatted(partition, topic));
        }
        Map<TopicPartition, Long> committed = groups.committed(group);
        Map<TopicPartition, Long> targets;
        try (LogReader reader = LogReader.of(settings, IsolationLevel.READ_UNCOMMITTED)) {
            targets = reader.offsets(to, reader.beginnings(partitions), reader.ends(partitions));
        }
        return partitions.stream()
                .map(one -> new Reset(group, topic, one.partition(), committed.get(one), targets.getOrDefault(one, 0L)))
                .filter(reset -> reset.from() == null || reset.from() != reset.to())
                .toList();
    }

    /** Commits the new offsets. */
    public void reset(List<Reset> resets) {
        resets.stream().collect(Collectors.groupingBy(Reset::group)).forEach((group, ofGroup) -> {
            checkEmpty(group);
            Map<TopicPartition, OffsetAndMetadata> offsets = ofGroup.stream()
                    .collect(Collectors.toMap(
                            reset -> new TopicPartition(reset.topic(), reset.partition()),
                            reset -> new OffsetAndMetadata(reset.to())));
            answers.await(admin.alterConsumerGroupOffsets(group, offsets).all());
        });
    }

    private void checkEmpty(String group) {
        if (!groups.names().contains(group)) {
            return;
        }
        ConsumerGroupDescription described = answers.await(
                        admin.describeConsumerGroups(List.of(group)).all())
                .get(group);
        if (described != null && !described.members().isEmpty()) {
            throw new BrokerRefusedException(
                    "Group %s has %d active members, which would continue from where they are; stop them first"
                            .formatted(group, described.members().size()),
                    null);
        }
    }

    private TopicDescription changeable(String topic) {
        TopicDescription described = topics.describe(topic);
        if (described.isInternal() || topic.startsWith("__")) {
            throw new BrokerRefusedException("%s is Kafka's own topic and cannot be changed".formatted(topic), null);
        }
        return described;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
