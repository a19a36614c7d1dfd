package io.minicrm.inspector;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a topic's partitions begin and end, and how far each group has read. */
public record TopicOffsets(String topic, List<Partition> partitions, List<GroupOffset> groups) {

    /**
     * One partition.
     *
     * @param earliest the first offset that is still there
     * @param latest the offset that the next record will have
     * @param count latest minus earliest: at most so many records
     * @param atTime the first offset whose record is not older than the time that was asked for; null without one, or when all are older
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
     * @param committed the offset of the record that it reads next; null where it has committed none
     * @param lag records between there and the end; without a commit, all
     * @param member the client that reads the partition now; null when nobody does
     * @param headTime when the record at the head, the next one to be read, was written; null when there is none
     */
    public record GroupOffset(
            String group,
            int partition,
            @Nullable Long committed,
            long lag,
            @Nullable String member,
            @Nullable Instant headTime) {}
}
