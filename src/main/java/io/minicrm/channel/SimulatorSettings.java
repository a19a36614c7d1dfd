package io.minicrm.channel;

import java.time.Duration;

/**
 * How the simulated provider behaves.
 *
 * @param seed with the same seed the same messages fare the same
 * @param failureRate the share of messages that are refused for good, 0 to 1
 * @param transientRate the share of messages whose first attempt fails for now, 0 to 1
 * @param bounceRate of the messages taken, the share that comes back, 0 to 1
 * @param latency how long an answer takes
 * @param receiptDelay the longest time until the delivery receipt of a message that was taken
 */
public record SimulatorSettings(
        long seed,
        double failureRate,
        double transientRate,
        double bounceRate,
        Duration latency,
        Duration receiptDelay) {

    /** One in ten is refused, the others are delivered within half a second. */
    public static final SimulatorSettings DEFAULT =
            new SimulatorSettings(1, 0.1, 0, 0, Duration.ZERO, Duration.ofMillis(500));

    /**
     * @throws IllegalArgumentException when a rate is not between 0 and 1 or a time is negative, naming it
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
            throw new IllegalArgumentException("The simulator's %s is %s; it goes from 0 to 1".formatted(name, rate));
        }
    }
}
