package io.minicrm.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Keeps the tallies true by counting: each round it recounts the chunks that receipts have touched since. It never adds to a number,
 * so nothing can drift and a replay counts nothing twice.
 */
public final class StatsAggregator implements Supplier<Duration> {

    private static final int TOUCHES_A_ROUND = 2_000;
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final Duration BETWEEN_FULL_COUNTS = Duration.ofMinutes(1);

    private final DeliveryLog deliveryLog;
    private final Clock clock;
    private Instant nextFullCount = Instant.MIN;

    public StatsAggregator(DeliveryLog deliveryLog, Clock clock) {
        this.deliveryLog = deliveryLog;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        Instant now = clock.instant();
        if (!now.isBefore(nextFullCount)) {
            deliveryLog.touchUnfinished();
            nextFullCount = now.plus(BETWEEN_FULL_COUNTS);
        }
        int taken = deliveryLog.recount(TOUCHES_A_ROUND, now);
        return taken == TOUCHES_A_ROUND ? Duration.ZERO : BETWEEN_ROUNDS;
    }
}
