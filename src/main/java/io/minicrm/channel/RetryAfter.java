package io.minicrm.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {

    /** A longer delay is considered a mistake and reduced to this. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /** How long to wait, zero or more; null if the value is neither a number of seconds nor a date. */
    static @Nullable Duration parse(String value, Instant now) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return limited(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return then.isBefore(now) ? Duration.ZERO : limited(Duration.between(now, then));
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static Duration limited(Duration delay) {
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
