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
 * Recognizes texts that are dates: an ISO-8601 date ({@code 2012-09-04}, midnight UTC) or a date and time with offset
 * ({@code 2012-09-04T10:15:30.123Z}, {@code …+02:00}). The grammar is strict, so that all stores agree on which texts are dates: a store
 * converts only what matches {@value #REGEX}.
 */
public final class IsoInstant {

    /** The grammar, for Java and PostgreSQL (for MongoDB, Java parses the dates). Years 0001 to 9999, offsets up to 14:59, at most microseconds. */
    public static final String REGEX = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
            + "(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?$";

    private static final Pattern PATTERN = Pattern.compile(REGEX);
    private static final int DATE_LENGTH = 10;

    private IsoInstant() {}

    /** The text as an instant, truncated to milliseconds; empty if it is not a date. */
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

    /** Rejects most texts faster than the grammar does. */
    private static boolean startsLikeDate(String text) {
        return text.length() >= DATE_LENGTH && text.charAt(4) == '-' && text.charAt(7) == '-';
    }

    /** Parses the day of a text that matches the grammar. A formatter would take longer than everything else here. */
    private static LocalDate day(String text) {
        return LocalDate.of(
                Integer.parseInt(text, 0, 4, 10), Integer.parseInt(text, 5, 7, 10), Integer.parseInt(text, 8, 10, 10));
    }
}
