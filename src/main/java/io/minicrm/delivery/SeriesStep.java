package io.minicrm.delivery;

import java.time.Duration;

/**
 * How many seconds lie between two points of a campaign's series: 1, and twice as many whenever there would be more
 * than {@value #MAX_POINTS} points. So a campaign of five minutes has a point for each second, and one of a day for
 * every 512 seconds, in about the same space.
 */
public final class SeriesStep {

    static final int MAX_POINTS = 300;

    private SeriesStep() {}

    /** The step of a campaign that has run for so long. */
    public static int after(Duration elapsed) {
        int step = 1;
        while (elapsed.toSeconds() / step >= MAX_POINTS) {
            step *= 2;
        }
        return step;
    }
}
