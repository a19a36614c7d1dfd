package io.minicrm.inspector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a scan may take. When it has passed, the page ends with what was found. A scan that cannot end there,
 * because it is in the middle of a block or of an expression, is aborted after a grace period.
 */
final class ScanDeadline {

    static final ScanDeadline NONE = new ScanDeadline(null, Duration.ZERO);

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final long start = System.nanoTime();
    private final @Nullable Duration limit;
    private final Duration grace;

    private ScanDeadline(@Nullable Duration limit, Duration grace) {
        this.limit = limit;
        this.grace = grace;
    }

    static ScanDeadline after(@Nullable Duration limit) {
        return limit == null ? NONE : after(limit, GRACE);
    }

    static ScanDeadline after(Duration limit, Duration grace) {
        return new ScanDeadline(limit, grace);
    }

    /** Whether the page should end. */
    boolean isPassed() {
        return limit != null && System.nanoTime() - start > limit.toNanos();
    }

    /** Whether the scan must be aborted. */
    boolean isOverdue() {
        return limit != null && System.nanoTime() - start > limit.plus(grace).toNanos();
    }
}
