package io.minicrm.inspector;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a scan: the offsets that are still to be read, and the records that were found but not taken yet.
 */
final class PartitionScan {

    private final TopicPartition partition;
    private final Deque<StoredRecord> found = new ArrayDeque<>();
    private long foundBytes;
    private long low;
    private long high;

    /** Scans the offsets from {@code low} (inclusive) to {@code high} (exclusive). */
    PartitionScan(TopicPartition partition, long low, long high) {
        this.partition = partition;
        this.low = low;
        this.high = Math.max(low, high);
    }

    TopicPartition partition() {
        return partition;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    /** Marks everything below the offset as read. */
    void readUpTo(long offset) {
        low = Math.max(low, offset);
    }

    /** Marks everything from the offset on as read. */
    void readDownTo(long offset) {
        high = Math.min(high, offset);
    }

    boolean isRead() {
        return low >= high;
    }

    void add(StoredRecord stored) {
        found.addLast(stored);
        foundBytes += stored.size();
    }

    int foundCount() {
        return found.size();
    }

    long foundBytes() {
        return foundBytes;
    }

    @Nullable
    StoredRecord first() {
        return found.peekFirst();
    }

    @Nullable
    StoredRecord last() {
        return found.peekLast();
    }

    StoredRecord takeFirst() {
        StoredRecord taken = found.removeFirst();
        foundBytes -= taken.size();
        return taken;
    }

    StoredRecord takeLast() {
        StoredRecord taken = found.removeLast();
        foundBytes -= taken.size();
        return taken;
    }
}
