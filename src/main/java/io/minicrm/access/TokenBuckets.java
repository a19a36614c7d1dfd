package io.minicrm.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket of tokens for each key: full at first, emptied by use, refilled at a constant rate. Thread-safe, of bounded
 * size: the bucket that was not used for longest is forgotten first, and such a bucket is usually full.
 */
public final class TokenBuckets {

    private static final int MOST_KEYS = 10_000;
    private static final int FIRST_SIZE = 16;
    private static final float LOAD = 0.75f;

    private final double capacity;
    private final double nanosPerToken;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(FIRST_SIZE, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /**
     * @param capacity the tokens of a full bucket
     * @param perToken the time in which one token is added
     */
    public TokenBuckets(int capacity, Duration perToken, InstantSource clock) {
        this.capacity = capacity;
        this.nanosPerToken = perToken.toNanos();
        this.clock = clock;
    }

    private record Bucket(double tokens, Instant at) {}

    /**
     * What came of a request for tokens.
     *
     * @param left whole tokens that are left
     * @param waiting the time until there are enough tokens; zero if there were
     */
    public record Taken(boolean granted, long left, Duration waiting) {}

    /**
     * Takes tokens if there are enough, and none otherwise.
     *
     * @param cost at most the capacity
     */
    public synchronized Taken take(String key, int cost) {
        Instant now = clock.instant();
        double tokens = tokens(key, now);
        if (tokens >= cost) {
            buckets.put(key, new Bucket(tokens - cost, now));
            return new Taken(true, (long) (tokens - cost), Duration.ZERO);
        }
        buckets.put(key, new Bucket(tokens, now));
        return new Taken(false, (long) tokens, Duration.ofNanos((long) Math.ceil((cost - tokens) * nanosPerToken)));
    }

    /** Fills the bucket of a key. */
    public synchronized void fill(String key) {
        buckets.remove(key);
    }

    private double tokens(String key, Instant now) {
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            return capacity;
        }
        // A clock that was set back must not take tokens away.
        double nanos = Math.max(0, Duration.between(bucket.at(), now).toMillis() * 1e6);
        return Math.min(capacity, bucket.tokens() + nanos / nanosPerToken);
    }
}
