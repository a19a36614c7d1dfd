package io.minicrm.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Thins out the log of Kafka's network client. A message that appears at every stop is dropped. The message that a
 * broker does not answer, logged twice a second, appears only after 20 s without an answer and then once a minute.
 * {@code logback.xml} names this class.
 */
public final class KafkaNoise extends Filter<ILoggingEvent> {

    private static final long FIRST_AFTER_MS = 20_000;
    private static final long THEN_EVERY_MS = 60_000;
    private static final long NEW_OUTAGE_AFTER_MS = 10_000;

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
        if (now - lastSeen.getAndSet(now) > NEW_OUTAGE_AFTER_MS) {
            nextShown.set(now + FIRST_AFTER_MS);
            return false;
        }
        long next = nextShown.get();
        return now >= next && nextShown.compareAndSet(next, now + THEN_EVERY_MS);
    }
}
