package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes through the encoder that {@code logback.xml} configures. */
class LogEntryTest {

    private final LoggerContext context = new LoggerContext();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(mdc);
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String logged(String message, @Nullable Throwable failure) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        var encoder = (PatternLayoutEncoder) console.getEncoder();
        var event = new LoggingEvent("io.minicrm.Test", root, Level.WARN, message, failure, null);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageCannotControlTheTerminalOrForgeAnEntry() {
        String text = logged("where is \u001b[31m\u009b8m\n12:00:00.000 INFO  Server - all is well", null);

        assertThat(text).doesNotContain("\u001b", "\u009b").contains("WARN").endsWith("\n");
        assertThat(text.lines().skip(1)).containsExactly("    12:00:00.000 INFO  Server - all is well");
    }

    @Test
    void anEntryNamesTheRequestThatItBelongsTo() {
        mdc.put("request", " [req-7]");

        assertThat(logged("late", null)).contains(" [req-7] - late");
    }

    @Test
    void neitherCanTheMessageOfAnException() {
        String text = logged("failed", new IllegalStateException("\u001b[2J\n12:00:00.000 INFO  Server - all is well"));

        assertThat(text).doesNotContain("\u001b").contains("IllegalStateException", "at io.minicrm");
        assertThat(text.lines().skip(1)).allMatch(line -> line.startsWith("    "));
    }
}
