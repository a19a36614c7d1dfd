package io.minicrm.inspector;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in every partition of a topic. */
public sealed interface Position {

    /** The first record that is there. */
    record Earliest() implements Position {}

    /** Behind the last record. */
    record Latest() implements Position {}

    /** The same offset in each partition. */
    record Offset(long offset) implements Position {}

    /** The first record that is not older. */
    record Time(Instant time) implements Position {}

    /**
     * Reads {@code earliest}, {@code latest}, an offset, an instant or a day in ISO-8601, {@code @} and epoch milliseconds, or a span back
     * from now such as {@code -15m} (s, m, h, d).
     *
     * @param field what to call it when it is wrong
     * @throws InvalidQueryException when it is none of these
     */
    static Position parse(String field, String text, Instant now) {
        try {
            if (text.equalsIgnoreCase("earliest")) {
                return new Earliest();
            }
            if (text.equalsIgnoreCase("latest")) {
                return new Latest();
            }
            if (text.matches("[0-9]{1,18}")) {
                return new Offset(Long.parseLong(text));
            }
            if (text.matches("@[0-9]{1,15}")) {
                return new Time(Instant.ofEpochMilli(Long.parseLong(text.substring(1))));
            }
            Matcher ago = Ago.PATTERN.matcher(text);
            if (ago.matches()) {
                return new Time(now.minus(Ago.span(ago)));
            }
            return new Time(instant(text));
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new InvalidQueryException(
                    field,
                    "is \"%s\"; give earliest, latest, an offset, a time such as 2026-01-31T12:00:00Z or 2026-01-31, @epoch-millis, or -15m"
                            .formatted(text),
                    wrong);
        }
    }

    private static Instant instant(String text) {
        if (text.indexOf('T') < 0) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    /** A span back from now. */
    final class Ago {

        private static final Pattern PATTERN = Pattern.compile("-([0-9]{1,9})([smhd])");

        private Ago() {}

        private static Duration span(Matcher ago) {
            long number = Long.parseLong(ago.group(1));
            return switch (ago.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
