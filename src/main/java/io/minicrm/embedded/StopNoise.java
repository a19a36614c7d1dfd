package io.minicrm.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Drops what the embedded broker says at every stop and nobody can do anything about; {@code logback.xml} names it. */
public final class StopNoise extends Filter<ILoggingEvent> {

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getFormattedMessage().endsWith("Attempting to close NetworkClient that has already been closed.")
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
