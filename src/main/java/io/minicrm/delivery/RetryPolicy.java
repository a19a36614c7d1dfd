package io.minicrm.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a message is sent again after a transient failure: exponential backoff with full jitter, so that a
 * provider that recovers does not receive all retries at once.
 *
 * <p>Example: with a first delay of 2 s and a longest delay of 60 s, the third failure is followed by a random delay of
 * 0 to 8 s. If the provider asks for 5 minutes, the delay is 5 minutes plus that random delay.
 *
 * @param maxAttempts attempts in all, 1 or more
 * @param firstDelay the longest delay after the first failure; it doubles with each further failure
 * @param maxDelay the upper bound of the doubled delay
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And
 *     Jitter</a>
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

    /** True if a message with that many failures has no attempt left. */
    boolean isExhausted(int failures) {
        return failures >= maxAttempts;
    }

    /**
     * The delay after a failure, counted from 1.
     *
     * @param retryAfter the shortest delay that the provider asks for; null if it asks for none
     */
    Duration delayAfter(int failures, @Nullable Duration retryAfter, RandomGenerator random) {
        long doubled = firstDelay.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long ceiling = doubled < firstDelay.toMillis() ? maxDelay.toMillis() : Math.min(doubled, maxDelay.toMillis());
        Duration jittered = Duration.ofMillis(random.nextLong(ceiling + 1));
        return retryAfter != null && retryAfter.compareTo(jittered) > 0 ? retryAfter.plus(jittered) : jittered;
    }
}
