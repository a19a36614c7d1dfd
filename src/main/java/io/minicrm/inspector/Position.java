package io.minicrm.inspector;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An offset in each partition of a topic. */
public sealed interface Position {

    /** The first record that still exists. */
    record Earliest() implements Position {}

    /** After the last record. */
    record Latest() implements Position {}

    /** The same offset in each partition. */
    record Offset(long offset) implements Position {}

    /** The first record with this timestamp or a later one. */
    record Time(Instant time) implements Position {}

    /**
     * Parses {@code earliest}, {@code latest}, an offset, an ISO-8601 instant or day, {@code @} with epoch
     * milliseconds, or a time before now such as {@code -15m} (units: s, m, h, d).
     *
     * @param field the name of the parameter in error messages
     * @throws InvalidQueryException if the text is none of these
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
                    ("is \"%s\"; give earliest, latest, an offset, a time such as"
                                    + " 2026-01-31T12:00:00Z or 2026-01-31, @epoch-millis, or -15m")
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

    /** A time before now. */
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
