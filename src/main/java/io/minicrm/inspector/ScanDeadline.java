package io.minicrm.inspector;

import io.minicrm.pending.PendingRead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a scan may take. When it has passed, the page ends with what was found. A scan that cannot end there,
 * because it is in the middle of a block or of an expression, is aborted after a grace period. Both happen at once
 * when the reading of the thread that made the deadline is given up.
 */
final class ScanDeadline {

    static final ScanDeadline NONE = new ScanDeadline(null, Duration.ZERO, null);

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final long start = System.nanoTime();
    private final @Nullable Duration limit;
    private final Duration grace;
    private final @Nullable PendingRead reading;

    private ScanDeadline(@Nullable Duration limit, Duration grace, @Nullable PendingRead reading) {
        this.limit = limit;
        this.grace = grace;
        this.reading = reading;
    }

    static ScanDeadline after(@Nullable Duration limit) {
        return after(limit, GRACE);
    }

    static ScanDeadline after(@Nullable Duration limit, Duration grace) {
        return new ScanDeadline(limit, grace, PendingRead.current());
    }

    /** Whether the page should end. */
    boolean isPassed() {
        return isAbandoned() || (limit != null && System.nanoTime() - start > limit.toNanos());
    }

    /** Whether the scan must be aborted. */
    boolean isOverdue() {
        return isAbandoned()
                || (limit != null
                        && System.nanoTime() - start > limit.plus(grace).toNanos());
    }

    private boolean isAbandoned() {
        return reading != null && reading.isAbandoned();
    }
}
