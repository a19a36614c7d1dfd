package io.minicrm.template;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes dates by the directives of {@code strftime}: {@code %d.%m.%Y} gives {@code 14.03.2016}. Flags and a width may
 * stand between the percent sign and the letter: {@code %-d} is a day without a leading zero, {@code %^b} a month in
 * upper case, {@code %3d} three digits. An unknown directive is written as it is.
 */
final class DateFormat {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_WIDTH = 99;
    private static final String FLAGS = "-0_^#";

    private final ZonedDateTime date;
    private final String format;
    private final StringBuilder text = new StringBuilder();

    private DateFormat(ZonedDateTime date, String format) {
        this.date = date;
        this.format = format;
    }

    /** @throws TemplateRenderException if the format is too long */
    static String format(ZonedDateTime date, String format) {
        if (format.length() > MAX_LENGTH) {
            throw tooLong();
        }
        var writer = new DateFormat(date, format);
        writer.write();
        return writer.text.toString();
    }

    private static TemplateRenderException tooLong() {
        return new TemplateRenderException("The date format is too long; use a short one such as \"%d.%m.%Y\"");
    }

    private void write() {
        int at = 0;
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0) {
                text.append(format, at, format.length());
                return;
            }
            text.append(format, at, percent);
            at = directive(percent);
        }
    }

    /** Writes the directive at the offset; returns the offset after it. */
    private int directive(int percent) {
        int at = percent + 1;
        while (at < format.length() && FLAGS.indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String flags = format.substring(percent + 1, at);
        int width = 0;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            width = width * 10 + Character.digit(format.charAt(at), 10);
            if (width > MAX_WIDTH) {
                throw tooLong();
            }
            at++;
        }
        boolean colon = at < format.length() && format.charAt(at) == ':';
        at += colon ? 1 : 0;
        Field field = at < format.length() ? field(format.charAt(at), colon) : null;
        if (field == null) {
            text.append(format, percent, Math.min(at + 1, format.length()));
        } else {
            text.append(field.padded(flags, width));
        }
        return at + 1;
    }

    /**
     * What a directive stands for.
     *
     * @param width the width without a width of its own
     * @param pad what fills the width
     */
    private record Field(String value, int width, char pad) {

        String padded(String flags, int given) {
            char filler = flags.indexOf('_') >= 0 ? ' ' : flags.indexOf('0') >= 0 ? '0' : pad;
            int wide = flags.indexOf('-') >= 0 ? 0 : given > 0 ? given : width;
            String shown = flags.indexOf('^') >= 0 || flags.indexOf('#') >= 0 ? value.toUpperCase(Locale.ROOT) : value;
            return String.valueOf(filler).repeat(Math.max(0, wide - shown.length())) + shown;
        }
    }

    private @Nullable Field field(char directive, boolean colon) {
        return switch (directive) {
            case 'Y', 'C', 'y', 'G', 'g', 'm', 'd', 'e', 'j', 'U', 'W', 'V', 'u', 'w' -> dayField(directive);
            case 'H', 'k', 'I', 'l', 'M', 'S', 'L', 'N', 's' -> timeField(directive);
            case 'B' -> name(date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'b', 'h' -> name(date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'A' -> name(date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case 'a' -> name(date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            case 'p' -> name(date.getHour() < 12 ? "AM" : "PM");
            case 'P' -> name(date.getHour() < 12 ? "am" : "pm");
            case 'z' ->
                name(DateTimeFormatter.ofPattern(colon ? "xxx" : "xx", Locale.ROOT)
                        .format(date));
            case 'Z' ->
                name(date.getZone().getId().equals("Z") ? "UTC" : date.getZone().getId());
            case 'D', 'x' -> name(format(date, "%m/%d/%y"));
            case 'F' -> name(format(date, "%Y-%m-%d"));
            case 'T', 'X' -> name(format(date, "%H:%M:%S"));
            case 'R' -> name(format(date, "%H:%M"));
            case 'r' -> name(format(date, "%I:%M:%S %p"));
            case 'c' -> name(format(date, "%a %b %e %H:%M:%S %Y"));
            case 'v' -> name(format(date, "%e-%^b-%Y"));
            case 'n' -> name("\n");
            case 't' -> name("\t");
            case '%' -> name("%");
            default -> null;
        };
    }

    private Field dayField(char directive) {
        int dayOfWeek = date.getDayOfWeek().getValue();
        return switch (directive) {
            case 'Y' -> digits(date.getYear(), 4);
            case 'C' -> digits(Math.floorDiv(date.getYear(), 100), 2);
            case 'y' -> digits(Math.floorMod(date.getYear(), 100), 2);
            case 'G' -> digits(date.get(IsoFields.WEEK_BASED_YEAR), 4);
            case 'g' -> digits(Math.floorMod(date.get(IsoFields.WEEK_BASED_YEAR), 100), 2);
            case 'm' -> digits(date.getMonthValue(), 2);
            case 'd' -> digits(date.getDayOfMonth(), 2);
            case 'e' -> new Field(String.valueOf(date.getDayOfMonth()), 2, ' ');
            case 'j' -> digits(date.getDayOfYear(), 3);
            case 'U' -> digits((date.getDayOfYear() + 6 - dayOfWeek % 7) / 7, 2);
            case 'W' -> digits((date.getDayOfYear() + 6 - (dayOfWeek - 1)) / 7, 2);
            case 'V' -> digits(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
            case 'u' -> digits(dayOfWeek, 1);
            default -> digits(dayOfWeek % 7, 1);
        };
    }

    private Field timeField(char directive) {
        int hour = date.get(ChronoField.CLOCK_HOUR_OF_AMPM);
        return switch (directive) {
            case 'H' -> digits(date.getHour(), 2);
            case 'k' -> new Field(String.valueOf(date.getHour()), 2, ' ');
            case 'I' -> digits(hour, 2);
            case 'l' -> new Field(String.valueOf(hour), 2, ' ');
            case 'M' -> digits(date.getMinute(), 2);
            case 'S' -> digits(date.getSecond(), 2);
            case 'L' -> digits(date.getNano() / 1_000_000, 3);
            case 'N' -> digits(date.getNano(), 9);
            default -> digits(date.toEpochSecond(), 1);
        };
    }

    private static Field digits(long number, int width) {
        return new Field(String.valueOf(number), width, '0');
    }

    private static Field name(String text) {
        return new Field(text, 0, ' ');
    }
}
