package io.minicrm.cli.kafka;

import io.minicrm.console.Texts;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.text.Excerpt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Values of records as people read them. */
final class RecordText {

    private static final int SHOWN_BYTES = 24;
    private static final int LONGEST_VALUE = 10_000;

    private RecordText() {}

    /** A value on one line: UTF-8 text as it is, other bytes in hexadecimal digits. Long values are cut. */
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
                    : Excerpt.fit(text, LONGEST_VALUE) + " (%s)".formatted(Texts.bytes((long) value.length));
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
