package io.minicrm.delivery;

import io.minicrm.gate.Candidate;
import io.minicrm.gate.RateLimitGate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Releases the messages that wait in a sender for a rate limit, each when it is due. It has a thread only while
 * messages wait.
 *
 * <p>Safe for use by many threads.
 */
final class Pacer {

    private static final long SHORTEST_WAIT = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofMillis(10).toNanos();

    private final RateLimitGate rateLimits;
    private final Consumer<List<Candidate>> release;
    private final LongSupplier nanoTime;
    private final ThreadFactory threads;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param release gets the messages that are due; it is called by the pacer's thread
     * @param nanoTime {@link System#nanoTime}
     */
    Pacer(RateLimitGate rateLimits, Consumer<List<Candidate>> release, LongSupplier nanoTime, ThreadFactory threads) {
        this.rateLimits = rateLimits;
        this.release = release;
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    /** Runs as long as messages wait. To be called after one was held. */
    void ensureRunning() {
        if (running.compareAndSet(false, true)) {
            Thread thread = threads.newThread(this::run);
            thread.setName("pacer");
            thread.start();
        }
    }

    private void run() {
        while (true) {
            release.accept(rateLimits.due(nanoTime.getAsLong()));
            if (rateLimits.held() == 0) {
                running.set(false);
                // A message may have been held in between, when this thread still counted as running.
                if (rateLimits.held() == 0 || !running.compareAndSet(false, true)) {
                    return;
                }
            }
            LockSupport.parkNanos(
                    Math.clamp(rateLimits.nanosToNext(nanoTime.getAsLong()), SHORTEST_WAIT, LONGEST_WAIT));
        }
    }
}
