package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;

/**
 * A topic at a glance.
 *
 * @param internal whether it is Kafka's own
 * @param messages latest minus earliest offset over all partitions: at most so many records (transaction markers and what compaction
 *     removed count too)
 * @param bytes its size on disk, all replicas; null where the cluster does not tell
 * @param lag the records that the worker groups have not read yet, summed over the groups; null if none of them reads this topic
 */
public record TopicSummary(
        String topic,
        boolean internal,
        int partitions,
        int replicas,
        long messages,
        @Nullable Long bytes,
        @Nullable Long lag) {}
