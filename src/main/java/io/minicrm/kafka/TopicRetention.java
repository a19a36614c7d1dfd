package io.minicrm.kafka;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Deletes old records from topics that contain personal data. The retention time of brokers would also delete what no
 * stage has processed yet, for example after a laptop was off for weeks. This deletes a record only if every group that
 * works on its topic has committed an offset behind it:
 *
 * <pre>
 *   earliest            committed           first record that is young enough      latest
 *      |-- deleted ---------|-- kept: not processed ----|-- kept: young ----------------|
 * </pre>
 *
 * <p>The broker removes files once all of their records are deleted, and starts a new file only when it writes.
 */
public final class TopicRetention {

    private final KafkaSettings settings;
    private final Map<String, Set<String>> groups;

    /** @param groups the topics, with the ids of the groups that work on each; none: all old records are deleted */
    public TopicRetention(KafkaSettings settings, Map<String, Set<String>> groups) {
        this.settings = settings;
        this.groups = Map.copyOf(groups);
    }

    /**
     * Deletes what was written before a time and has been processed.
     *
     * @throws RetentionFailedException if the brokers do not answer, or do not allow it
     */
    public void deleteBefore(Instant time) {
        try (Admin admin = Admin.create(settings.admin())) {
            Map<TopicPartition, RecordsToDelete> old = old(admin, time);
            if (!old.isEmpty()) {
                admin.deleteRecords(old).all().get();
            }
        } catch (ExecutionException | KafkaException failure) {
            throw new RetentionFailedException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RetentionFailedException(interrupted);
        }
    }

    private Map<TopicPartition, RecordsToDelete> old(Admin admin, Instant time)
            throws ExecutionException, InterruptedException {
        Set<TopicPartition> partitions = admin.describeTopics(groups.keySet()).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> earliest = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> latest = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> young = offsets(admin, partitions, OffsetSpec.forTimestamp(time.toEpochMilli()));
        Map<TopicPartition, Long> processed = new HashMap<>(latest);
        for (String group : groups.values().stream().flatMap(Set::stream).collect(Collectors.toSet())) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            processed.replaceAll((partition, offset) ->
                    groups.getOrDefault(partition.topic(), Set.of()).contains(group)
                            ? Math.min(offset, offset(committed.get(partition)))
                            : offset);
        }
        Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long firstYoung = young.getOrDefault(partition, -1L);
            long end = Math.min(
                    processed.getOrDefault(partition, 0L),
                    firstYoung < 0 ? latest.getOrDefault(partition, 0L) : firstYoung);
            if (end > earliest.getOrDefault(partition, Long.MAX_VALUE)) {
                old.put(partition, RecordsToDelete.beforeOffset(end));
            }
        }
        return old;
    }

    /** A group that has not committed anything has processed nothing. */
    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> query =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> answer :
                admin.listOffsets(query).all().get().entrySet()) {
            offsets.put(answer.getKey(), answer.getValue().offset());
        }
        return offsets;
    }
}
