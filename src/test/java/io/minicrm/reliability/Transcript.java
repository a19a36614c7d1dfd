package io.minicrm.reliability;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells what happens, one line an event: seconds since the start, the event, and how far the campaign is. */
final class Transcript {

    private final long begin = System.nanoTime();
    private @Nullable Trial watched;

    /** From now on each line says where the campaign stands. */
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
