package io.minicrm.template;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts as dates: ISO 8601 and the forms that people write, such as {@code March 14, 2016}, {@code 14 March 2016
 * 10:30} or {@code 14.03.2016}. A date without a time is the start of that day, and without an offset it is in UTC.
 * Whole numbers are seconds since 1970.
 */
final class DateText {

    /** The longest text that is read as a date. */
    private static final int MAX_LENGTH = 64;

    private static final List<DateTimeFormatter> FORMS = Stream.of(
                    "uuuu-M-d",
                    "uuuu/M/d",
                    "d.M.uuuu",
                    "MMMM d[,] uuuu",
                    "MMM d[,] uuuu",
                    "d MMMM uuuu",
                    "d MMM uuuu",
                    "EEE[,] d MMM uuuu",
                    "EEEE[,] d MMMM uuuu",
                    "EEEE[,] MMMM d[,] uuuu",
                    "EEE[,] MMM d[,] uuuu")
            .map(DateText::form)
            .toList();

    private final InstantSource clock;

    DateText(InstantSource clock) {
        this.clock = clock;
    }

    private static DateTimeFormatter form(String date) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(date + "[['T'][' ']H:mm[:ss]")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .appendPattern("[' '][XXX][XX][X][z]]")
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** The date that a value stands for; null if it is not a date. */
    @Nullable
    ZonedDateTime parse(@Nullable Object value) {
        return switch (value) {
            case Long seconds -> ofSeconds(seconds);
            case String text -> ofText(text.strip());
            case null, default -> null;
        };
    }

    private static @Nullable ZonedDateTime ofSeconds(long seconds) {
        try {
            return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
        } catch (DateTimeException outOfRange) {
            return null;
        }
    }

    private @Nullable ZonedDateTime ofText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new TemplateRenderException("A text of %d characters is not a date".formatted(text.length()));
        }
        if (text.equalsIgnoreCase("now") || text.equalsIgnoreCase("today")) {
            return clock.instant().atZone(ZoneOffset.UTC);
        }
        if (!text.isEmpty() && text.length() < 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return ofSeconds(Long.parseLong(text));
        }
        for (DateTimeFormatter form : FORMS) {
            ZonedDateTime date = parse(form, text);
            if (date != null) {
                return date;
            }
        }
        return null;
    }

    private static @Nullable ZonedDateTime parse(DateTimeFormatter form, String text) {
        var position = new java.text.ParsePosition(0);
        // Unlike parse, this does not throw for a text of another form.
        TemporalAccessor parsed = form.parseUnresolved(text, position);
        if (parsed == null || position.getErrorIndex() >= 0 || position.getIndex() < text.length()) {
            return null;
        }
        try {
            TemporalAccessor resolved = form.parse(text);
            LocalTime time = resolved.query(TemporalQueries.localTime());
            ZoneId zone = resolved.query(TemporalQueries.zone());
            return ZonedDateTime.of(
                    LocalDate.from(resolved),
                    time == null ? LocalTime.MIDNIGHT : time,
                    zone == null ? ZoneOffset.UTC : zone);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }
}
