package io.minicrm.segment;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * An ISO-8601 period: {@code P90D}, {@code P1M}, {@code PT12H}, {@code P1Y2M10DT2H}. Years, months and days follow the
 * calendar of the zone of the installation.
 *
 * @param date years, months and days, none of them negative
 * @param time hours, minutes and seconds, not negative
 */
public record CalendarPeriod(Period date, Duration time) {

    private static final Pattern GRAMMAR =
            Pattern.compile("P(?=.)([0-9]{1,9}Y)?([0-9]{1,9}M)?([0-9]{1,9}W)?([0-9]{1,9}D)?"
                    + "(T(?=.)([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}(\\.[0-9]{1,3})?S)?)?");
    private static final int MAX_MONTHS = 12_000;
    private static final int MAX_DAYS = 366_000;

    /**
     * @throws IllegalArgumentException if it is negative, zero, or longer than 1000 years
     */
    public CalendarPeriod {
        if (date.isNegative() || time.isNegative() || (date.isZero() && time.isZero())) {
            throw new IllegalArgumentException("is not longer than zero; write a period such as P90D");
        }
        if (date.toTotalMonths() > MAX_MONTHS || date.get(ChronoUnit.DAYS) > MAX_DAYS || time.toDays() > MAX_DAYS) {
            throw new IllegalArgumentException("is longer than 1000 years; write a shorter period");
        }
    }

    /**
     * Parses an ISO-8601 period.
     *
     * @throws IllegalArgumentException if the text is not a period or exceeds the limits
     */
    public static CalendarPeriod parse(String text) {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an ISO-8601 period; write P90D, P1M, PT12H or P1Y2M10DT2H");
        }
        int t = text.indexOf('T');
        String date = t < 0 ? text : text.substring(0, t);
        try {
            return new CalendarPeriod(
                    "P".equals(date) ? Period.ZERO : Period.parse(date),
                    t < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(t)));
        } catch (DateTimeException | ArithmeticException tooLong) {
            throw new IllegalArgumentException("is longer than 1000 years; write a shorter period", tooLong);
        }
    }

    /** The instant this long before the given one, on the calendar of its zone. */
    public Instant before(ZonedDateTime moment) {
        return moment.minus(date).minus(time).toInstant();
    }

    /** The ISO-8601 text. */
    @Override
    public String toString() {
        String days = date.isZero() ? "P" : date.toString();
        return time.isZero() ? days : days + time.toString().substring(1);
    }
}
