package io.minicrm.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers, times and sizes as people read them; null stays null, which a {@link Table} shows as a dash. */
public final class Texts {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Texts() {}

    /** With commas between groups of three digits. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** One line for each, with its name first; those without a value have a dash. */
    public static String facts(Map<String, String> facts) {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append("%-9s %s%n".formatted(name, value.isEmpty() ? "–" : value)));
        return text.toString();
    }

    /** In UTC, to the millisecond. */
    public static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }

    /** In UTC, to the second. */
    public static String second(Instant instant) {
        return TIME.format(instant).substring(0, "uuuu-MM-dd HH:mm:ss".length());
    }

    public static @Nullable String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return null;
        }
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    public static @Nullable String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.0f s", Math.ceil(seconds));
        }
        Duration span = Duration.ofSeconds((long) Math.ceil(seconds));
        return span.toHours() > 0
                ? "%d h %02d min".formatted(span.toHours(), span.toMinutesPart())
                : "%d min %02d s".formatted(span.toMinutes(), span.toSecondsPart());
    }

    public static @Nullable String rate(@Nullable Double perSecond) {
        return perSecond == null ? null : String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }

    /** The text with visible signs in place of control characters, with which a record could control the terminal. */
    public static String harmless(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                shown.append('⏎');
            } else if (Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.FORMAT) {
                shown.append('·');
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
