package io.minicrm.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the tallies correct by counting: each round it recounts the chunks that receipts have touched since the last
 * one. It never adds to a number, so tallies cannot drift and a replay counts nothing twice.
 *
 * <p>Example: a recount that took 60 ms is followed by a pause of 360 ms. A recount that took all 2,000 touches is
 * followed by the next at once, because more are waiting.
 */
public final class StatsAggregator implements Supplier<Duration> {

    private static final int TOUCHES_PER_ROUND = 2_000;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    /**
     * Under load every batch of receipts touches the same chunks, so the more a round costs, the less often it is worth
     * it.
     */
    private static final int PAUSE_TO_WORK = 6;

    private static final Duration BETWEEN_FULL_COUNTS = Duration.ofMinutes(1);

    private final Tallies tallies;
    private final DeliveryObserver observer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private Instant nextFullCount = Instant.MIN;

    public StatsAggregator(Tallies tallies, DeliveryObserver observer, Clock clock) {
        this(tallies, observer, clock, System::nanoTime);
    }

    StatsAggregator(Tallies tallies, DeliveryObserver observer, Clock clock, LongSupplier nanoTime) {
        this.tallies = tallies;
        this.observer = observer;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public Duration get() {
        Instant now = clock.instant();
        if (!now.isBefore(nextFullCount)) {
            tallies.touchUnfinished();
            nextFullCount = now.plus(BETWEEN_FULL_COUNTS);
        }
        long begun = nanoTime.getAsLong();
        int taken = tallies.recount(TOUCHES_PER_ROUND, now);
        observer.recounted(taken);
        return taken == TOUCHES_PER_ROUND ? Duration.ZERO : pauseAfter(Duration.ofNanos(nanoTime.getAsLong() - begun));
    }

    private static Duration pauseAfter(Duration round) {
        Duration pause = round.multipliedBy(PAUSE_TO_WORK);
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
