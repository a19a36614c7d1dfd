package io.minicrm.delivery;

import java.time.Clock;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a worker takes from its process. Tests provide time, threads and random numbers that they control.
 *
 * @param clock the time of day
 * @param nanoTime {@link System#nanoTime}
 * @param threads creates the threads in which messages are sent and campaigns are planned
 * @param random may be used by many threads
 */
record WorkerEnvironment(Clock clock, LongSupplier nanoTime, ThreadFactory threads, RandomGenerator random) {

    /** This process: its monotonic time, virtual threads, and one random generator per thread. */
    static WorkerEnvironment of(Clock clock) {
        return of(clock, System::nanoTime);
    }

    /** The same with another monotonic time. */
    static WorkerEnvironment of(Clock clock, LongSupplier nanoTime) {
        return new WorkerEnvironment(
                clock,
                nanoTime,
                Thread.ofVirtual().factory(),
                () -> ThreadLocalRandom.current().nextLong());
    }
}
