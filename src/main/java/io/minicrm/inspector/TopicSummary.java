package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;

/**
 * A topic in a list of topics.
 *
 * @param internal whether it is one of Kafka's own topics
 * @param messages latest minus earliest offset, summed over the partitions. This is an upper bound: transaction markers
 *     and records that compaction removed have offsets too
 * @param bytes the size of all replicas on disk; null if the cluster does not report it
 * @param lag the records that the worker groups have not read yet, summed over the groups; null if none of them reads
 *     this topic
 */
public record TopicSummary(
        String topic,
        boolean internal,
        int partitions,
        int replicas,
        long messages,
        @Nullable Long bytes,
        @Nullable Long lag) {}
