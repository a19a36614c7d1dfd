package io.minicrm.lead;

import io.minicrm.text.Excerpt;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of a file: given, or detected in its first bytes. A byte order mark decides; without one, every second
 * byte being zero means UTF-16. Bytes that are not valid UTF-8 mean Windows-1252, in which spreadsheets save CSV files,
 * unless the same bytes also contain characters that are valid UTF-8 beyond ASCII: then the file is UTF-8 with damaged
 * rows.
 *
 * @param charset the encoding
 * @param markLength the length of the byte order mark in bytes
 */
record CsvEncoding(Charset charset, int markLength) {

    /** The replacement for bytes that are not valid in the encoding. */
    static final char REPLACEMENT = '\uFFFD';

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int MAX_SHOWN = 40;

    /** Some characters of UTF-16, such as U+0100, have their zero byte on the other side. */
    private static final int HARDLY_EVER = 20;

    /** How many bytes of a file are looked at. Only a longer file may end within a character there. */
    static final int SAMPLE_BYTES = 64 * 1024;

    /**
     * Detects the encoding.
     *
     * @param head the first bytes of the file
     * @param given the encoding that the caller gave; null to detect it
     */
    static CsvEncoding of(byte[] head, @Nullable Charset given) {
        CsvEncoding marked = marked(head);
        if (given != null) {
            return marked != null
                            && (given.equals(StandardCharsets.UTF_16) || isUtf16(given) || given.equals(marked.charset))
                    ? marked
                    : new CsvEncoding(given, 0);
        }
        if (marked != null) {
            return marked;
        }
        Charset utf16 = utf16(head);
        if (utf16 != null) {
            return new CsvEncoding(utf16, 0);
        }
        return new CsvEncoding(isWindows(head) ? WINDOWS_1252 : StandardCharsets.UTF_8, 0);
    }

    /**
     * The encoding with this name.
     *
     * @param field the parameter that it was given as
     * @throws InvalidImportException if there is none
     */
    static Charset named(String field, String name) {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new InvalidImportException(
                    field,
                    "is \"%s\", which is not an encoding; give utf-8, windows-1252 or utf-16"
                            .formatted(Excerpt.quote(name, MAX_SHOWN)));
        }
    }

    /** The name in lower case, such as {@code utf-8}. */
    String code() {
        return charset.name().toLowerCase(Locale.ROOT);
    }

    String decode(byte[] head) {
        return new String(head, markLength, head.length - markLength, charset);
    }

    private static boolean isUtf16(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE);
    }

    private static @Nullable CsvEncoding marked(byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return new CsvEncoding(StandardCharsets.UTF_8, 3);
        }
        if (startsWith(head, 0xFE, 0xFF)) {
            return new CsvEncoding(StandardCharsets.UTF_16BE, 2);
        }
        return startsWith(head, 0xFF, 0xFE) ? new CsvEncoding(StandardCharsets.UTF_16LE, 2) : null;
    }

    private static boolean startsWith(byte[] head, int... mark) {
        if (head.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((head[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** UTF-16 if the bytes on one side of each pair are mostly zero and those on the other side hardly ever. */
    private static @Nullable Charset utf16(byte[] head) {
        int pairs = head.length / 2;
        int high = 0;
        int low = 0;
        for (int i = 0; i < pairs; i++) {
            high += head[2 * i] == 0 ? 1 : 0;
            low += head[2 * i + 1] == 0 ? 1 : 0;
        }
        if (pairs > 1 && high > pairs / 2 && low <= high / HARDLY_EVER) {
            return StandardCharsets.UTF_16BE;
        }
        return pairs > 1 && low > pairs / 2 && high <= low / HARDLY_EVER ? StandardCharsets.UTF_16LE : null;
    }

    private static boolean isWindows(byte[] head) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(head);
        CharBuffer out = CharBuffer.allocate(head.length);
        boolean invalid = false;
        boolean isWhole = head.length < SAMPLE_BYTES;
        while (decoder.decode(in, out, isWhole).isError()) {
            invalid = true;
            in.position(in.position() + 1);
        }
        return invalid && out.flip().chars().allMatch(c -> c < 0x80);
    }
}
