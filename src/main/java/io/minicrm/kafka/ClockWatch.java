package io.minicrm.kafka;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the wall clock was set, by comparing it with the monotonic clock once a second.
 *
 * <p>Kafka's clients measure with the wall clock. After it was set back by an hour, a consumer that was about to send a
 * heartbeat waits for an hour, its group expels it, and a poll of 250 ms returns after an hour. A producer keeps
 * batches for an hour. Clients that are created after the change do not have this problem, so the owner of a client
 * replaces it.
 */
final class ClockWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

    /** Clocks that are synchronized in the usual way drift by milliseconds per second. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final StopSignal stop = new StopSignal();
    private final LongSupplier wallMillis;
    private final LongSupplier nanoTime;
    private final Runnable onJump;
    private long difference;

    /** @param onJump called in a thread of this watch each time that the clock was set */
    ClockWatch(Runnable onJump) {
        this(System::currentTimeMillis, System::nanoTime, onJump);
    }

    /** For tests, which call {@link #check}. */
    ClockWatch(LongSupplier wallMillis, LongSupplier nanoTime, Runnable onJump) {
        this.wallMillis = wallMillis;
        this.nanoTime = nanoTime;
        this.onJump = onJump;
        this.difference = difference();
    }

    ClockWatch start() {
        Thread.ofPlatform().daemon().name("clock-watch").start(() -> {
            while (!stop.isStopped()) {
                check();
                stop.pause(INTERVAL);
            }
        });
        return this;
    }

    void check() {
        long before = difference;
        difference = difference();
        Duration jump = Duration.ofMillis(difference - before);
        if (jump.abs().compareTo(TOLERANCE) > 0) {
            log.warn("The clock was set by {}; Kafka's clients are replaced", jump);
            onJump.run();
        }
    }

    private long difference() {
        while (true) {
            long begun = nanoTime.getAsLong();
            long wall = wallMillis.getAsLong();
            // A pause of the process between the two readings would look like a change.
            if (nanoTime.getAsLong() - begun < TOLERANCE.toNanos() / 2) {
                return wall - TimeUnit.NANOSECONDS.toMillis(begun);
            }
        }
    }

    @Override
    public void close() {
        stop.stop();
    }
}
