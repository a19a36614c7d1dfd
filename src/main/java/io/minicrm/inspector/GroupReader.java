package io.minicrm.inspector;

import io.minicrm.pending.PendingRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Reads the state of consumer groups, with one request for all of them. */
final class GroupReader {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Admin admin;
    private final BrokerAnswers answers;
    private final TopicReader topics;

    GroupReader(Admin admin, BrokerAnswers answers, TopicReader topics) {
        this.admin = admin;
        this.answers = answers;
        this.topics = topics;
    }

    /** The records that these groups have not read yet, by topic. */
    Map<String, Long> lagByTopic(Set<String> groups) {
        Set<String> workers = names().stream().filter(groups::contains).collect(Collectors.toSet());
        Map<String, Map<TopicPartition, Long>> committed = committed(workers);
        Map<TopicPartition, Long> ends = topics.latest(partitions(committed.values()));
        Map<String, Long> lags = new HashMap<>();
        committed
                .values()
                .forEach(offsets -> offsets.forEach((partition, offset) -> lags.merge(
                        partition.topic(), Math.max(0, ends.getOrDefault(partition, offset) - offset), Long::sum)));
        return lags;
    }

    /** How far each group that has committed offsets of the topic, or is reading it, has read each partition. */
    List<TopicOffsets.GroupOffset> offsets(
            String topic, Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> latest) {
        List<String> names = names();
        Map<String, Map<TopicPartition, Long>> committed = committed(names);
        Map<String, ConsumerGroupDescription> described = describe(names);
        List<TopicOffsets.GroupOffset> result = new ArrayList<>();
        for (String group : names) {
            Map<TopicPartition, String> members = members(described.get(group));
            Map<TopicPartition, Long> offsets = committed.getOrDefault(group, Map.of());
            for (TopicPartition partition : latest.keySet().stream()
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList()) {
                Long offset = offsets.get(partition);
                String member = members.get(partition);
                if (offset != null || member != null) {
                    long from = offset == null ? earliest.getOrDefault(partition, 0L) : offset;
                    long lag = Math.max(0, latest.getOrDefault(partition, from) - from);
                    result.add(new TopicOffsets.GroupOffset(group, partition.partition(), offset, lag, member, null));
                }
            }
        }
        return result;
    }

    List<GroupSummary> summaries(Duration watch) {
        List<String> names = names();
        Map<String, ConsumerGroupDescription> described = describe(names);
        Map<String, Map<TopicPartition, Long>> before = committed(names);
        long began = System.nanoTime();
        Map<String, Map<TopicPartition, Long>> after = before;
        if (watch.isPositive() && lagging(before)) {
            Thread waiting = Thread.currentThread();
            try (PendingRead.Work _ = PendingRead.beginCurrent(() -> LockSupport.unpark(waiting))) {
                LockSupport.parkNanos(watch.toNanos());
            }
            after = committed(names);
        }
        double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
        Map<TopicPartition, Long> ends = topics.latest(partitions(after.values()));
        List<GroupSummary> summaries = new ArrayList<>();
        for (String group : names) {
            Map<TopicPartition, Long> offsets = after.getOrDefault(group, Map.of());
            Double rate = watch.isPositive() ? (Double) (progress(before.get(group), offsets) / seconds) : null;
            summaries.add(summary(group, described.get(group), offsets, ends, rate));
        }
        return summaries;
    }

    private static GroupSummary summary(
            String group,
            @Nullable ConsumerGroupDescription described,
            Map<TopicPartition, Long> offsets,
            Map<TopicPartition, Long> ends,
            @Nullable Double rate) {
        long lag = offsets.entrySet().stream()
                .mapToLong(offset ->
                        Math.max(0, ends.getOrDefault(offset.getKey(), offset.getValue()) - offset.getValue()))
                .sum();
        Double left = lag == 0 ? (Double) 0.0 : rate == null || rate == 0 ? null : (Double) (lag / rate);
        return new GroupSummary(
                group,
                described == null ? "Unknown" : described.groupState().toString(),
                described == null ? 0 : described.members().size(),
                offsets.keySet().stream()
                        .map(TopicPartition::topic)
                        .distinct()
                        .sorted()
                        .toList(),
                lag,
                rate,
                left);
    }

    private boolean lagging(Map<String, Map<TopicPartition, Long>> committed) {
        Map<TopicPartition, Long> ends = topics.latest(partitions(committed.values()));
        return committed.values().stream()
                .anyMatch(offsets -> offsets.entrySet().stream()
                        .anyMatch(offset -> ends.getOrDefault(offset.getKey(), 0L) > offset.getValue()));
    }

    private static long progress(@Nullable Map<TopicPartition, Long> before, Map<TopicPartition, Long> after) {
        if (before == null) {
            return 0;
        }
        return after.entrySet().stream()
                .mapToLong(offset ->
                        Math.max(0, offset.getValue() - before.getOrDefault(offset.getKey(), offset.getValue())))
                .sum();
    }

    /** All group ids. Groups whose coordinator does not answer are missing, unless none answers. */
    List<String> names() {
        ListGroupsResult listed = admin.listGroups(ListGroupsOptions.forConsumerGroups());
        Collection<GroupListing> valid = answers.await(listed.valid());
        Collection<Throwable> errors = answers.await(listed.errors());
        if (valid.isEmpty() && !errors.isEmpty()) {
            throw answers.unreachable(errors.iterator().next());
        }
        return valid.stream().map(GroupListing::groupId).sorted().toList();
    }

    /** The committed offsets of a group; empty if it does not exist. */
    Map<TopicPartition, Long> committed(String group) {
        return committed(List.of(group)).getOrDefault(group, Map.of());
    }

    private Map<String, Map<TopicPartition, Long>> committed(Collection<String> groups) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        Map<String, ListConsumerGroupOffsetsSpec> request =
                groups.stream().collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, Long>> committed = new TreeMap<>();
        answers.await(admin.listConsumerGroupOffsets(request).all())
                .forEach((group, offsets) -> committed.put(group, plain(offsets)));
        return existing(committed);
    }

    /** Removes the offsets of topics that no longer exist, because their ends cannot be requested. */
    private Map<String, Map<TopicPartition, Long>> existing(Map<String, Map<TopicPartition, Long>> committed) {
        Set<String> existing = answers.await(admin.listTopics().names());
        committed
                .values()
                .forEach(offsets -> offsets.keySet().removeIf(partition -> !existing.contains(partition.topic())));
        return committed;
    }

    private static Map<TopicPartition, Long> plain(Map<TopicPartition, @Nullable OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> plain = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                plain.put(partition, offset.offset());
            }
        });
        return plain;
    }

    private Map<String, ConsumerGroupDescription> describe(Collection<String> groups) {
        Map<String, ConsumerGroupDescription> described = new HashMap<>();
        admin.describeConsumerGroups(groups).describedGroups().forEach((group, answer) -> {
            try {
                described.put(group, answers.awaitOrFail(answer));
            } catch (ExecutionException failure) {
                // The group was deleted since it was listed, or it is of a type without such a description.
                if (Errors.forException(failure.getCause()) == Errors.REQUEST_TIMED_OUT) {
                    throw answers.translated(failure.getCause());
                }
            }
        });
        return described;
    }

    private static Map<TopicPartition, String> members(@Nullable ConsumerGroupDescription group) {
        Map<TopicPartition, String> members = new HashMap<>();
        if (group != null) {
            for (MemberDescription member : group.members()) {
                member.assignment()
                        .topicPartitions()
                        .forEach(partition -> members.put(partition, member.clientId() + member.host()));
            }
        }
        return members;
    }

    private static Set<TopicPartition> partitions(Collection<Map<TopicPartition, Long>> offsets) {
        Set<TopicPartition> partitions = new HashSet<>();
        offsets.forEach(of -> partitions.addAll(of.keySet()));
        return partitions;
    }
}
