package io.minicrm.gate;

import java.time.Duration;
import java.util.Arrays;

/** Counts what happened in each of the last seconds. Times are {@link System#nanoTime}. */
final class RecentCount {

    /** The seconds that a rate is measured over. */
    static final int SECONDS = 5;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** One more than is measured, for the second that has just begun. */
    private final long[] counts = new long[SECONDS + 1];

    private final long[] seconds = new long[SECONDS + 1];

    RecentCount() {
        Arrays.fill(seconds, Long.MIN_VALUE);
    }

    void add(long now) {
        long second = Math.floorDiv(now, SECOND);
        int place = (int) Math.floorMod(second, (long) counts.length);
        if (seconds[place] != second) {
            seconds[place] = second;
            counts[place] = 0;
        }
        counts[place]++;
    }

    /** The average per second over the last complete seconds. */
    double perSecond(long now) {
        long second = Math.floorDiv(now, SECOND);
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (seconds[i] < second && seconds[i] >= second - SECONDS) {
                sum += counts[i];
            }
        }
        return (double) sum / SECONDS;
    }
}
