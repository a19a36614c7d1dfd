package io.minicrm.app;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A worker that runs in threads of its own.
 *
 * @param name as /actuator/health shows it
 * @param handle stops it
 * @param isAlive false once it has ended
 * @param pulse its signs of life
 * @param limit how long one round may take
 */
record Worker(String name, AutoCloseable handle, BooleanSupplier isAlive, Pulse pulse, Duration limit) {

    /** {@link Workers#WELL}, or what is wrong. */
    String state() {
        if (!isAlive.getAsBoolean()) {
            return "ended";
        }
        Duration round = pulse.sinceRound();
        return round.compareTo(limit) <= 0
                ? Workers.WELL
                : "no round has ended for %d s; waits for: %s".formatted(round.toSeconds(), pulse.waitsFor());
    }

    /** The same worker, which also closes what it uses when it has stopped. */
    Worker closing(AutoCloseable used) {
        return new Worker(
                name,
                () -> {
                    try (used) {
                        handle.close();
                    }
                },
                isAlive,
                pulse,
                limit);
    }

    /** Whether it has ended, or has given no sign of life for twice the limit. A restart may help it then. */
    boolean hangs() {
        return !isAlive.getAsBoolean() || pulse.sinceSign().compareTo(limit.multipliedBy(2)) > 0;
    }

    /**
     * One worker of the pipeline, before it is started.
     *
     * @param role a process with this role runs it
     */
    record Description(ProcessRole role, String name, Start start) {}

    /** Starts a worker under the name that it is given. */
    @FunctionalInterface
    interface Start {
        Worker start(String name);
    }
}
