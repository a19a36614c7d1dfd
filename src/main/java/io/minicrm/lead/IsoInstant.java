package io.minicrm.lead;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The texts that count as a date: an ISO-8601 date ({@code 2012-09-04}, midnight UTC) or date and time with offset
 * ({@code 2012-09-04T10:15:30.123Z}, {@code …+02:00}). The grammar is strict, so that every store reads the same texts the
 * same way; {@value #REGEX} is what a store has to match before it converts.
 */
public final class IsoInstant {

    /** The grammar, for Java and PostgreSQL alike (for MongoDB, dates are read in Java). Years 0001 to 9999, offsets to 14:59, at most microseconds. */
    public static final String REGEX = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
            + "(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?$";

    private static final Pattern PATTERN = Pattern.compile(REGEX);
    private static final int DATE_LENGTH = 10;

    private IsoInstant() {}

    /** The instant that the text stands for, cut to milliseconds; empty when the text is not of the grammar. */
    public static Optional<Instant> parse(String text) {
        if (!startsLikeDate(text) || !PATTERN.matcher(text).matches() || text.startsWith("0000")) {
            return Optional.empty();
        }
        try {
            Instant instant = text.length() == DATE_LENGTH
                    ? day(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            return Optional.of(instant.truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** Most texts are no dates: this is told of them sooner than by the grammar. */
    private static boolean startsLikeDate(String text) {
        return text.length() >= DATE_LENGTH && text.charAt(4) == '-' && text.charAt(7) == '-';
    }

    /** Of a text of the grammar; a formatter would take longer than all else. */
    private static LocalDate day(String text) {
        return LocalDate.of(
                Integer.parseInt(text, 0, 4, 10), Integer.parseInt(text, 5, 7, 10), Integer.parseInt(text, 8, 10, 10));
    }
}
