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
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    /** Under load a chunk is touched by every batch of receipts, so what each round costs decides how often it is worth it. */
    private static final int PAUSE_TO_WORK = 6;

    private static final Duration BETWEEN_FULL_COUNTS = Duration.ofMinutes(1);

    private final Tallies tallies;
    private final DeliveryObserver observer;
    private final Clock clock;
    private Instant nextFullCount = Instant.MIN;

    public StatsAggregator(Tallies tallies, DeliveryObserver observer, Clock clock) {
        this.observer = observer;
        this.tallies = tallies;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        Instant now = clock.instant();
        if (!now.isBefore(nextFullCount)) {
            tallies.touchUnfinished();
            nextFullCount = now.plus(BETWEEN_FULL_COUNTS);
        }
        long begun = System.nanoTime();
        int taken = tallies.recount(TOUCHES_A_ROUND, now);
        observer.recounted(taken);
        return taken == TOUCHES_A_ROUND ? Duration.ZERO : pauseAfter(Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Duration pauseAfter(Duration round) {
        Duration pause = round.multipliedBy(PAUSE_TO_WORK);
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
