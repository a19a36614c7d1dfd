package io.minicrm.lead;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that is a date: a day, or a day and a time with or without an offset.
 *
 * <pre>
 *   2024-03-10                     the whole day
 *   2024-03-10 10:00:00            a time; T may stand for the space, and the seconds may be left out
 *   2024-03-10T10:00:00.123Z       a time with an offset: Z, +01:00, +0100 or +01
 * </pre>
 *
 * <p>A day or a time without an offset is one in the zone of the installation. Years are 0001 to 9999, offsets at most
 * 14:59, fractions at most microseconds; they are cut to milliseconds. The grammar is strict, so that all stores agree
 * on which texts are dates.
 *
 * @param time the time on the clock; midnight for a day
 * @param offset its offset; null if the text has none
 * @param isDay whether the text is a day without a time
 */
public record DateText(LocalDateTime time, @Nullable ZoneOffset offset, boolean isDay) {

    private static final Pattern TIMED = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
            + "([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.([0-9]{1,6}))?)?"
            + "(Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?");
    private static final int DAY_LENGTH = 10;
    private static final int HOUR = 2;
    private static final int MINUTE = 3;
    private static final int SECOND = 4;
    private static final int FRACTION = 5;
    private static final int OFFSET = 6;
    private static final int NANO_DIGITS = 9;

    /** The text as a date; empty if it is not one. */
    public static Optional<DateText> parse(String text) {
        if (!startsLikeDay(text)) {
            return Optional.empty();
        }
        try {
            if (text.length() == DAY_LENGTH) {
                return Optional.of(new DateText(day(text).atStartOfDay(), null, true));
            }
            Matcher timed = TIMED.matcher(text);
            return timed.matches() ? Optional.of(timed(timed)) : Optional.empty();
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /**
     * Whether the text begins as a date does, such as {@code 2024-02-30}: if it is not one, it is probably a wrong one.
     */
    public static boolean resembles(String text) {
        return startsLikeDay(text);
    }

    /** Whether the text is written as a date, but there is no such day, such as {@code 2024-02-30}. */
    static boolean isImpossible(String text) {
        return startsLikeDay(text)
                && (text.length() == DAY_LENGTH || TIMED.matcher(text).matches())
                && parse(text).isEmpty();
    }

    /** Rejects most texts faster than a pattern does. */
    private static boolean startsLikeDay(String text) {
        if (text.length() < DAY_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        for (int i = 0; i < DAY_LENGTH; i++) {
            char c = text.charAt(i);
            if (i != 4 && i != 7 && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** A formatter would take longer than everything else here. */
    private static LocalDate day(String text) {
        int year = Integer.parseInt(text, 0, 4, 10);
        if (year == 0) {
            throw new DateTimeException("There is no year 0");
        }
        return LocalDate.of(year, Integer.parseInt(text, 5, 7, 10), Integer.parseInt(text, 8, 10, 10));
    }

    private static DateText timed(Matcher parts) {
        String fraction = parts.group(FRACTION);
        int nano = fraction == null ? 0 : Integer.parseInt(fraction + "0".repeat(NANO_DIGITS - fraction.length()));
        LocalTime time = LocalTime.of(
                Integer.parseInt(parts.group(HOUR)),
                Integer.parseInt(parts.group(MINUTE)),
                parts.group(SECOND) == null ? 0 : Integer.parseInt(parts.group(SECOND)),
                nano);
        String offset = parts.group(OFFSET);
        return new DateText(
                day(parts.group(1)).atTime(time).truncatedTo(ChronoUnit.MILLIS),
                offset == null ? null : ZoneOffset.of(offset),
                false);
    }

    /** The instant of a date with an offset, to the millisecond; empty for a date that needs a zone. */
    public Optional<Instant> instant() {
        return offset == null ? Optional.empty() : Optional.of(time.toInstant(offset));
    }

    /** The instant; of a day the first millisecond in the zone. */
    public Instant first(ZoneId zone) {
        return offset == null ? instant(time, zone) : time.toInstant(offset);
    }

    /** The instant; of a day the last millisecond in the zone. */
    public Instant last(ZoneId zone) {
        return isDay ? instant(time.plusDays(1), zone).minusMillis(1) : first(zone);
    }

    /**
     * A time that a clock shows twice is the second one, and a time that it skips is that much later, as in PostgreSQL.
     */
    private static Instant instant(LocalDateTime time, ZoneId zone) {
        return time.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }
}
