package io.minicrm.cli.kafka;

import io.minicrm.inspector.StoredRecord;
import io.minicrm.text.Excerpt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Things as people read them. */
final class Texts {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int SHOWN_BYTES = 24;
    private static final int LONGEST_VALUE = 10_000;

    private Texts() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** In UTC, to the millisecond. */
    static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }

    /** In UTC, to the second. */
    static String second(Instant instant) {
        return TIME.format(instant).substring(0, "uuuu-MM-dd HH:mm:ss".length());
    }

    static @Nullable String bytes(@Nullable Long bytes) {
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

    static @Nullable String seconds(@Nullable Double seconds) {
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

    static @Nullable String rate(@Nullable Double perSecond) {
        return perSecond == null ? null : String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }

    /** Control characters could steer the terminal: a record must not. */
    static String harmless(String text) {
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

    /** A value in one line: text as it is, other bytes in hexadecimal digits, as far as anybody would read. */
    static String value(StoredRecord stored) {
        byte[] value = stored.value();
        if (value == null) {
            return "(tombstone)";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            return text.length() <= LONGEST_VALUE
                    ? text
                    : Excerpt.fit(text, LONGEST_VALUE) + " (%s)".formatted(bytes((long) value.length));
        } catch (CharacterCodingException binary) {
            int shown = Math.min(SHOWN_BYTES, value.length);
            return "(%d bytes) %s%s"
                    .formatted(
                            value.length,
                            HexFormat.ofDelimiter(" ").formatHex(value, 0, shown),
                            shown < value.length ? " …" : "");
        }
    }
}
