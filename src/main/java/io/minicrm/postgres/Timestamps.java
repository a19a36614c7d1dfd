package io.minicrm.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Instants on their way to PostgreSQL. */
final class Timestamps {

    /** Instant's own text has a sign where the year has not four digits; PostgreSQL wants an era. */
    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NEVER)
            .appendPattern("-MM-dd HH:mm:ss.SSS'+00' G")
            .toFormatter(Locale.ENGLISH);

    private Timestamps() {}

    /** A parameter of type timestamptz. */
    static OffsetDateTime of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** A text that casts to timestamptz, for arrays. */
    static String text(Instant instant) {
        return TEXT.format(of(instant));
    }
}
