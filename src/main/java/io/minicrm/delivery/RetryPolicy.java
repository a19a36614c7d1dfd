package io.minicrm.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a message that failed for now is tried again: exponential backoff with full jitter, so that a provider that comes back is not
 * hit by everybody at once.
 *
 * @param maxAttempts attempts in all, 1 or more
 * @param firstDelay the longest wait before the second attempt; it doubles from there
 * @param maxDelay the longest wait at all
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {

    /** Five attempts, two seconds, ten minutes. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofMinutes(10));

    private static final int MAX_DOUBLINGS = 30;

    public RetryPolicy {
        if (maxAttempts < 1 || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "A retry policy needs at least 1 attempt and 0 <= first delay <= longest delay");
        }
    }

    /** True when a message that has failed so often is not tried again. */
    boolean isExhausted(int failures) {
        return failures >= maxAttempts;
    }

    /**
     * How long to wait after that failure, counted from 1.
     *
     * @param retryAfter the provider's own wish, which is honoured as a minimum; null when it has none
     */
    Duration delayAfter(int failures, @Nullable Duration retryAfter, RandomGenerator random) {
        long doubled = firstDelay.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long ceiling = doubled < firstDelay.toMillis() ? maxDelay.toMillis() : Math.min(doubled, maxDelay.toMillis());
        Duration jittered = Duration.ofMillis(random.nextLong(ceiling + 1));
        return retryAfter != null && retryAfter.compareTo(jittered) > 0 ? retryAfter.plus(jittered) : jittered;
    }
}
