package io.minicrm.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a principal, and a client address, may make. A request has a cost; budgets refill at a constant
 * rate, and a budget that was left alone for {@value #BURST_SECONDS} seconds is full. Thread-safe, of bounded size.
 */
public final class RequestLimits {

    /** How many seconds' worth of a rate may be used at once. */
    public static final int BURST_SECONDS = 10;

    private final @Nullable Limit byPrincipal;
    private final @Nullable Limit byAddress;

    /**
     * Costs per second; 0: no limit.
     *
     * @param perPrincipal for each user and API key
     * @param perAddress for each client address, summed over all users and keys
     */
    public record Rates(int perPrincipal, int perAddress) {

        /** No limits. */
        public static final Rates NONE = new Rates(0, 0);

        public Rates {
            if (perPrincipal < 0 || perAddress < 0) {
                throw new IllegalArgumentException(
                        "rates are %d and %d; they must not be negative".formatted(perPrincipal, perAddress));
            }
        }
    }

    /** Whose budget is meant. The names are those of policies in headers, and of a metric's tag. */
    public enum Policy {
        PRINCIPAL("principal"),
        ADDRESS("address");

        private final String code;

        Policy(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /**
     * A budget after a request.
     *
     * @param left what is left
     * @param quota what a full budget has
     * @param full the time until it is full again if no request comes
     * @param waiting the time until the same request is granted; zero if it was
     */
    public record Budget(Policy policy, long left, long quota, Duration full, Duration waiting) {

        public boolean isGranted() {
            return waiting.isZero();
        }
    }

    private record Limit(Policy policy, TokenBuckets buckets, int rate) {

        long quota() {
            return (long) rate * BURST_SECONDS;
        }

        Budget take(String key, int cost) {
            // What costs more than a full budget would never be granted.
            TokenBuckets.Taken taken = buckets.take(key, (int) Math.min(cost, quota()));
            Duration full = Duration.ofNanos((quota() - taken.left()) * nanosPerToken(rate));
            return new Budget(policy, taken.left(), quota(), full, taken.waiting());
        }
    }

    public RequestLimits(Rates rates, InstantSource clock) {
        this.byPrincipal = limit(Policy.PRINCIPAL, rates.perPrincipal(), clock);
        this.byAddress = limit(Policy.ADDRESS, rates.perAddress(), clock);
    }

    private static @Nullable Limit limit(Policy policy, int rate, InstantSource clock) {
        return rate == 0
                ? null
                : new Limit(
                        policy,
                        new TokenBuckets(rate * BURST_SECONDS, Duration.ofNanos(nanosPerToken(rate)), clock),
                        rate);
    }

    private static long nanosPerToken(int rate) {
        return Math.max(1, TimeUnit.SECONDS.toNanos(1) / rate);
    }

    /**
     * Takes the cost of a request from a budget, or nothing if there is not enough.
     *
     * @param key which principal, or which address
     * @return null if there is no limit
     */
    public @Nullable Budget take(Policy policy, String key, int cost) {
        Limit limit = switch (policy) {
            case PRINCIPAL -> byPrincipal;
            case ADDRESS -> byAddress;
        };
        return limit == null ? null : limit.take(key, cost);
    }
}
