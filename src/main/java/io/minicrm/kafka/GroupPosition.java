package io.minicrm.kafka;

import org.jspecify.annotations.Nullable;

/**
 * How far a group has read a partition.
 *
 * @param topicId the topic's id; a topic that is deleted and created again gets another one
 * @param start the first offset of the partition
 * @param end the offset after its last record
 * @param committed the group's committed offset; null if there is none
 */
public record GroupPosition(
        String topicId,
        int partition,
        long start,
        long end,
        @Nullable Long committed) {

    /** The offset that the group reads next: records before the start are gone. */
    public long next() {
        return committed == null ? start : Math.max(start, committed);
    }
}
