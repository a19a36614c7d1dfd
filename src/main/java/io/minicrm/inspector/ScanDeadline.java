package io.minicrm.inspector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a scan may take. When it has passed, the page ends with what was found. A scan that cannot end there, because it is in
 * the middle of a block or of an expression, is aborted after twice the time.
 */
final class ScanDeadline {

    static final ScanDeadline NONE = new ScanDeadline(null);

    private final boolean isSet;
    private final long start = System.nanoTime();
    private final long limit;

    private ScanDeadline(@Nullable Duration limit) {
        this.isSet = limit != null;
        this.limit = limit == null ? 0 : limit.toNanos();
    }

    static ScanDeadline after(@Nullable Duration limit) {
        return limit == null ? NONE : new ScanDeadline(limit);
    }

    /** Whether the page should end. */
    boolean isPassed() {
        return isSet && System.nanoTime() - start > limit;
    }

    /** Whether the scan must be aborted. */
    boolean isOverdue() {
        return isSet && System.nanoTime() - start > 2 * limit;
    }
}
