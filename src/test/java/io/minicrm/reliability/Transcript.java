package io.minicrm.reliability;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints one line per event: seconds since the start, the event, and the progress of the campaign. */
final class Transcript {

    private final long begin = System.nanoTime();
    private @Nullable Trial watched;

    /** From now on each line includes the progress of the campaign. */
    void watch(Trial trial) {
        watched = trial;
    }

    void say(String event) {
        Trial trial = watched;
        System.out.printf(
                "%6.1f s  %-38s %s%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000.0,
                event,
                trial == null ? "" : trial.standing());
    }
}
