package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of a record as texts. */
@FunctionalInterface
public interface HeaderValues {

    /** A record without headers. */
    HeaderValues NONE = name -> null;

    /** The last header of that name, or null if there is none or it has no value. */
    @Nullable
    String text(String name);

    /** The headers of a record, decoded when they are asked for. */
    static HeaderValues of(Headers headers) {
        return name -> {
            Header header = headers.lastHeader(name);
            return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
        };
    }

    /**
     * The header as a whole number, or null if there is none.
     *
     * @throws IllegalArgumentException if it is not a whole number
     */
    default @Nullable Integer integer(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException invalid) {
            throw new IllegalArgumentException(
                    "header %s is '%s'; it is a whole number".formatted(name, text), invalid);
        }
    }
}
