package io.minicrm.inspector;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first and last offsets of a topic's partitions, and how far each group has read them. */
public record TopicOffsets(String topic, List<Partition> partitions, List<GroupOffset> groups) {

    /**
     * One partition.
     *
     * @param earliest the first offset that still exists
     * @param latest the offset of the next record to be written
     * @param count latest minus earliest, an upper bound for the number of records
     * @param atTime the first offset with the requested timestamp or a later one; null if no time was requested or all
     *     records are older
     */
    public record Partition(
            int partition,
            long earliest,
            long latest,
            long count,
            @Nullable Long atTime) {}

    /**
     * How far a group has read one partition.
     *
     * @param committed the offset of the record that it reads next; null if it has committed none
     * @param lag the records from there to the end; all records if nothing is committed
     * @param member the client that the partition is assigned to; null if there is none
     * @param headTime the timestamp of the next record to be read; null if there is none
     */
    public record GroupOffset(
            String group,
            int partition,
            @Nullable Long committed,
            long lag,
            @Nullable String member,
            @Nullable Instant headTime) {

        GroupOffset withHeadTime(@Nullable Instant time) {
            return new GroupOffset(group, partition, committed, lag, member, time);
        }
    }
}
