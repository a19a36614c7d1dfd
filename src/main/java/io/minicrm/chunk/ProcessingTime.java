package io.minicrm.chunk;

import java.time.Duration;

/** How long an audience is expected to take. */
public final class ProcessingTime {

    private static final long MILLIS_A_LEAD = 100;
    private static final double MILLIS_A_SECOND = 1_000;

    private ProcessingTime() {}

    /**
     * The estimate of an installation that has not measured itself yet: 100 ms a lead, divided by the sends that run side by
     * side, rounded up to the millisecond.
     *
     * @param leads 0 or more
     * @param parallelSends 1 or more
     */
    public static Duration estimate(long leads, int parallelSends) {
        checkLeads(leads);
        if (parallelSends < 1) {
            throw new IllegalArgumentException("parallelSends is %d; give 1 or more".formatted(parallelSends));
        }
        return Duration.ofMillis(Math.ceilDiv(Math.multiplyExact(leads, MILLIS_A_LEAD), (long) parallelSends));
    }

    /**
     * The estimate by the installation's own rate, rounded up to the millisecond.
     *
     * @param leads 0 or more
     * @param measuredRatePerSecond leads that were settled a second, more than 0
     */
    public static Duration estimate(long leads, double measuredRatePerSecond) {
        checkLeads(leads);
        if (!(measuredRatePerSecond > 0) || Double.isInfinite(measuredRatePerSecond)) {
            throw new IllegalArgumentException(
                    "measuredRatePerSecond is %s; give a number above 0".formatted(measuredRatePerSecond));
        }
        return Duration.ofMillis((long) Math.ceil(leads / measuredRatePerSecond * MILLIS_A_SECOND));
    }

    private static void checkLeads(long leads) {
        if (leads < 0) {
            throw new IllegalArgumentException("leads is %d; it cannot be negative".formatted(leads));
        }
    }
}
