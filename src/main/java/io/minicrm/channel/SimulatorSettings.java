package io.minicrm.channel;

import java.time.Duration;

/**
 * How the simulated provider behaves.
 *
 * @param seed with the same seed, the same messages get the same results
 * @param failureRate the share of messages that are rejected permanently, 0 to 1
 * @param transientRate the share of messages whose first attempt fails temporarily, 0 to 1
 * @param bounceRate the share of the accepted messages that bounce, 0 to 1
 * @param latency how long an answer takes
 * @param receiptDelay the longest time between accepting a message and publishing its delivery receipt
 */
public record SimulatorSettings(
        long seed,
        double failureRate,
        double transientRate,
        double bounceRate,
        Duration latency,
        Duration receiptDelay) {

    /** One message in ten is rejected; the others are delivered within half a second. */
    public static final SimulatorSettings DEFAULT =
            new SimulatorSettings(1, 0.1, 0, 0, Duration.ZERO, Duration.ofMillis(500));

    /**
     * @throws IllegalArgumentException if a rate is not between 0 and 1, or a time is negative
     */
    public SimulatorSettings {
        checkRate("failure rate", failureRate);
        checkRate("transient rate", transientRate);
        checkRate("bounce rate", bounceRate);
        if (latency.isNegative() || receiptDelay.isNegative()) {
            throw new IllegalArgumentException("The simulator's latency and receipt delay cannot be negative");
        }
    }

    private static void checkRate(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "The simulator's %s is %s; it must be from 0 to 1".formatted(name, rate));
        }
    }
}
