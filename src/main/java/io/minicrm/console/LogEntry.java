package io.minicrm.console;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.minicrm.text.VisibleText;

/**
 * The text of a log entry. Messages and exceptions quote requests, records and answers of providers, so control
 * characters are shown as dots and further lines are indented. {@code logback.xml} names this class.
 */
public final class LogEntry extends CompositeConverter<ILoggingEvent> {

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return VisibleText.entry(text);
    }
}
