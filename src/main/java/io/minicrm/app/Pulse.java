package io.minicrm.app;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life of one worker. A worker whose thread hangs is still alive for the JVM, so the health check asks
 * when it has last finished a round, and when it has last done anything. The two differ while the store is unreachable:
 * the worker retries, which is a sign of life, but finishes no round.
 *
 * <p>Called by the worker's thread and read by others.
 */
final class Pulse {

    private static final String OUR_CODE = "io.minicrm.";

    private final LongSupplier nanoTime;
    private volatile State state;

    /** @param nanoTime a clock that never jumps, in nanoseconds */
    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.state = new State(now, now, null, null);
    }

    /**
     * @param roundDue when the current round began or will begin
     * @param sign when the worker last did anything, or will do so
     * @param reason why it retries; null if it does not
     * @param thread the worker's thread; null before its first sign
     */
    private record State(
            long roundDue,
            long sign,
            @Nullable String reason,
            @Nullable Thread thread) {}

    /**
     * The worker has finished a round.
     *
     * @param pause how long it now waits before the next
     */
    void roundEnded(Duration pause) {
        long next = nanoTime.getAsLong() + pause.toNanos();
        state = new State(next, next, null, Thread.currentThread());
    }

    /** The worker cannot finish its round now and will try again. */
    void retrying(String reason) {
        state = new State(state.roundDue(), nanoTime.getAsLong(), reason, Thread.currentThread());
    }

    /** For how long the current round has been going on; zero or less between two rounds. */
    Duration sinceRound() {
        return Duration.ofNanos(nanoTime.getAsLong() - state.roundDue());
    }

    /** For how long the worker has given no sign of life at all. */
    Duration sinceSign() {
        return Duration.ofNanos(nanoTime.getAsLong() - state.sign());
    }

    /** What the worker waits for: the reason of its retry, or the method of ours that does not return. */
    String waitsFor() {
        State now = state;
        if (now.reason() != null) {
            return now.reason();
        }
        Thread thread = now.thread();
        return thread == null
                ? "its first round"
                : Arrays.stream(thread.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith(OUR_CODE))
                        .findFirst()
                        .map(frame -> frame.getClassName().substring(OUR_CODE.length()) + "." + frame.getMethodName())
                        .orElse("nothing of ours");
    }
}
