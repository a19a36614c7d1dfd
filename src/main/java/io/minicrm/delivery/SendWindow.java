package io.minicrm.delivery;

import java.time.Duration;

/**
 * The number of a campaign's leads that may be in the pipeline at once: as many as it settles in 2.5 seconds. This
 * bounds how long other campaigns' messages wait behind them in Kafka, however slow the provider is. The window grows
 * as fast as messages are settled. It shrinks slowly, because the numbers arrive in bursts.
 *
 * <p>Example: a new campaign starts with 5,000. If 2,000 leads are settled in the first half second, the rate is 4,000
 * per second and the window becomes 10,000. If nothing is settled in the next half second, the rate is taken as 3,600
 * and the window becomes 9,000.
 */
final class SendWindow {

    /** The window of a campaign whose speed is not yet known. */
    static final int FIRST = 5_000;

    /** The smallest window: fewer leads are not worth a turn. */
    static final int SMALLEST = 1_000;

    private static final double SECONDS_AHEAD = 2.5;
    private static final long MEASURE_EVERY = Duration.ofMillis(500).toNanos();
    private static final double KEPT = 0.9;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int largest;
    private int size;
    private double perSecond;
    private long measuredAt;
    private long settledThen;

    /** @param largest the window never becomes larger */
    SendWindow(int largest, long settled, long now) {
        this.largest = largest;
        this.size = Math.min(largest, FIRST);
        this.settledThen = settled;
        this.measuredAt = now;
    }

    /**
     * The current size of the window. Call it often: it measures the speed between two calls.
     *
     * @param settled leads of the campaign that are settled now
     * @param busy whether any lead is in the pipeline; an idle campaign has no speed to measure
     * @param now {@link System#nanoTime}
     */
    int size(long settled, boolean busy, long now) {
        long passed = now - measuredAt;
        if (passed >= MEASURE_EVERY) {
            if (busy) {
                double measured = Math.max(0, settled - settledThen) / (passed / NANOS_PER_SECOND);
                perSecond = Math.max(measured, perSecond * KEPT);
                if (perSecond > 0) {
                    size = (int) Math.clamp((long) (perSecond * SECONDS_AHEAD), Math.min(SMALLEST, largest), largest);
                }
            }
            measuredAt = now;
            settledThen = settled;
        }
        return size;
    }
}
