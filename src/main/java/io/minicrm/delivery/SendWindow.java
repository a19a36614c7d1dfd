package io.minicrm.delivery;

import java.time.Duration;

/**
 * How many leads of a campaign may be on their way: what it gets done in a few seconds. Whoever comes behind them in Kafka waits for so
 * long and no longer, however slow the provider is. The window opens as fast as messages are settled, and closes slowly, for the numbers
 * come in bursts.
 */
final class SendWindow {

    /** Where a campaign of which nothing is known begins. */
    static final int FIRST = 5_000;

    /** Less than this is not worth a turn. */
    static final int SMALLEST = 1_000;

    private static final double SECONDS_AHEAD = 2.5;
    private static final long MEASURE_EVERY = Duration.ofMillis(500).toNanos();
    private static final double KEPT = 0.9;
    private static final double NANOS_A_SECOND = 1e9;

    private final int largest;
    private int size;
    private double perSecond;
    private long measuredAt;
    private long settledThen;

    /** @param largest the window never opens wider */
    SendWindow(int largest, long settled, long now) {
        this.largest = largest;
        this.size = Math.min(largest, FIRST);
        this.settledThen = settled;
        this.measuredAt = now;
    }

    /**
     * The size of the window now.
     *
     * @param settled leads of the campaign that are settled, which is read again and again
     * @param busy whether anything is on its way: an idle campaign says nothing of its speed
     * @param now {@link System#nanoTime}
     */
    int size(long settled, boolean busy, long now) {
        long passed = now - measuredAt;
        if (passed >= MEASURE_EVERY) {
            if (busy) {
                double measured = Math.max(0, settled - settledThen) / (passed / NANOS_A_SECOND);
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
