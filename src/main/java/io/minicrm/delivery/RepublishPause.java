package io.minicrm.delivery;

import java.time.Duration;

/**
 * How long a chunk rests before it is published again.
 *
 * <p>Example with 30 s: the first pauses are 30, 60, 90, 90, … seconds, so that after an outage of any length every
 * chunk moves within two minutes. From the ninth time on they double, up to an hour: whatever keeps this chunk from
 * moving does not end by itself.
 *
 * @param still for how long a message must not have moved before it is published again
 */
public record RepublishPause(Duration still) {

    /** The default of RECONCILE_AFTER_MS. */
    public static final RepublishPause DEFAULT = new RepublishPause(Duration.ofSeconds(30));

    /** So many times a chunk rests for no longer than {@link #longest}. */
    public static final int TIMES_BEFORE_DOUBLING = 8;

    private static final int LONGEST_MULTIPLE = 3;
    private static final int MOST_DOUBLINGS = 12;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The longest pause before pauses double. */
    public static Duration longest(Duration still) {
        return still.multipliedBy(LONGEST_MULTIPLE);
    }

    /** @param times number of times it was published again, from 1 */
    Duration after(int times) {
        int doublings = Math.clamp(times - TIMES_BEFORE_DOUBLING, 0, MOST_DOUBLINGS);
        Duration pause = still.multipliedBy((long) Math.min(times, LONGEST_MULTIPLE) << doublings);
        return doublings > 0 && pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
