package io.minicrm.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Decides which connections carry another request. A provider may close a connection after an answer without announcing
 * it. A request that is written at that moment is lost, and nobody can say whether the provider has seen it.
 *
 * <p>Where repeats are delivered twice, that must not happen:
 *
 * <ul>
 *   <li>A connection is checked each time before it is used again. Before its first reuse the check waits 100 ms,
 *       because a provider that closes after each answer does so within that time.
 *   <li>A connection rests for at most a second, less than the idle limits that servers have.
 * </ul>
 *
 * Where repeats are dropped, the request is simply sent again with its key, so that nothing needs to be checked. In
 * both cases, a connection that was found closed makes all requests use new connections for a while.
 */
final class ConnectionReuse implements ConnectionReuseStrategy, ConnectionKeepAliveStrategy {

    private static final Timeout BEFORE_FIRST_REUSE = Timeout.ofMilliseconds(100);
    private static final TimeValue LONGEST_REST = TimeValue.ofSeconds(20);
    private static final TimeValue LONGEST_REST_IF_DELIVERED = TimeValue.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PAUSE_IF_DELIVERED = Duration.ofMinutes(1);

    private final Repeats repeats;
    private final LongSupplier nanoTime;
    private final AtomicLong pausedUntil;

    ConnectionReuse(Repeats repeats, LongSupplier nanoTime) {
        this.repeats = repeats;
        this.nanoTime = nanoTime;
        this.pausedUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Whether a connection that has carried requests before can carry another one.
     *
     * @param answers number of answers that it has brought, 1 or more
     */
    boolean isAlive(HttpClientConnection connection, long answers) {
        if (repeats == Repeats.DROPPED) {
            return true;
        }
        boolean alive = isOpen(connection, answers);
        if (!alive) {
            foundClosed();
        }
        return alive;
    }

    private static boolean isOpen(HttpClientConnection connection, long answers) {
        try {
            // Data that nobody asked for would be taken for the next answer.
            boolean unasked = answers == 1 && connection.isDataAvailable(BEFORE_FIRST_REUSE);
            return !unasked && !connection.isStale();
        } catch (IOException closed) {
            return false;
        }
    }

    /** A connection that was to be used again was found closed, or broke. */
    void foundClosed() {
        Duration pause = repeats == Repeats.DROPPED ? PAUSE : PAUSE_IF_DELIVERED;
        pausedUntil.set(nanoTime.getAsLong() + pause.toNanos());
    }

    @Override
    public boolean keepAlive(HttpRequest request, HttpResponse response, HttpContext context) {
        return nanoTime.getAsLong() - pausedUntil.get() >= 0
                && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /** How long a connection may rest: three quarters of what the provider announces, within our own limit. */
    @Override
    public TimeValue getKeepAliveDuration(HttpResponse response, HttpContext context) {
        TimeValue limit = repeats == Repeats.DROPPED ? LONGEST_REST : LONGEST_REST_IF_DELIVERED;
        TimeValue announced = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        if (announced == null || !TimeValue.isPositive(announced)) {
            return limit;
        }
        TimeValue safe = TimeValue.ofMilliseconds(announced.toMilliseconds() / 4 * 3);
        return safe.compareTo(limit) < 0 ? safe : limit;
    }
}
