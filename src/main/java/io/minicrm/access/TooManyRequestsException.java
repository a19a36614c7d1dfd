package io.minicrm.access;

import java.time.Duration;

/** A caller has to wait. */
public final class TooManyRequestsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    /** @param wait after which the same request may be granted */
    public TooManyRequestsException(Duration wait) {
        super("Too many requests; try again in %d seconds".formatted(seconds(wait)));
        this.wait = wait;
    }

    /** The time to wait in whole seconds, at least one. */
    public long waitSeconds() {
        return seconds(wait);
    }

    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1_000);
    }
}
