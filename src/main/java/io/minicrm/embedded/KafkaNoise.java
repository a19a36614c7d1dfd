package io.minicrm.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps Kafka's network client from drowning the log: what it says at every stop is dropped, and that a broker is away, which it
 * says twice a second, is let through when it has been so for a while, and then once a minute. {@code logback.xml} names this class.
 */
public final class KafkaNoise extends Filter<ILoggingEvent> {

    private static final long FIRST_AFTER = 20_000;
    private static final long THEN_EVERY = 60_000;
    private static final long ANOTHER_TIME = 10_000;

    private final AtomicLong lastSeen = new AtomicLong();
    private final AtomicLong nextShown = new AtomicLong();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (message.endsWith("Attempting to close NetworkClient that has already been closed.")) {
            return FilterReply.DENY;
        }
        if (message.contains("] Connection to node ") && message.contains("could not be established")) {
            return isDue(event.getTimeStamp()) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
        return FilterReply.NEUTRAL;
    }

    private boolean isDue(long now) {
        if (now - lastSeen.getAndSet(now) > ANOTHER_TIME) {
            nextShown.set(now + FIRST_AFTER);
            return false;
        }
        long next = nextShown.get();
        return now >= next && nextShown.compareAndSet(next, now + THEN_EVERY);
    }
}
