package io.minicrm.lead;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a file. Detects the encoding (UTF-8, or UTF-16 by its byte order mark) and the delimiter. Invalid bytes become
 * {@link #REPLACEMENT}, so that the row that contains them can be rejected alone.
 */
final class CsvSource {

    /** The replacement for bytes that are not valid in the encoding. */
    static final char REPLACEMENT = '\uFFFD';

    private static final int SAMPLE_BYTES = 64 * 1024;
    private static final int MAX_CELL_BUFFER = 1024 * 1024;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final String SEPARATOR_LINE = "sep=";

    private final CsvReader<CsvCells.Row> reader;
    private final CsvCells cells;
    private final boolean hasSeparatorLine;

    private CsvSource(CsvReader<CsvCells.Row> reader, CsvCells cells, boolean hasSeparatorLine) {
        this.reader = reader;
        this.cells = cells;
        this.hasSeparatorLine = hasSeparatorLine;
    }

    /**
     * Opens a file and reads its first bytes.
     *
     * @param delimiter the character between cells; null to detect it
     * @throws InvalidImportException if the file is not text
     */
    static CsvSource open(InputStream in, @Nullable Character delimiter) {
        try {
            byte[] head = in.readNBytes(SAMPLE_BYTES);
            Encoding encoding = Encoding.of(head);
            String sample = new String(head, encoding.markLength, head.length - encoding.markLength, encoding.charset);
            checkText(sample);
            String firstLine =
                    sample.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
            boolean hasSeparatorLine = firstLine.toLowerCase(Locale.ROOT).startsWith(SEPARATOR_LINE)
                    && firstLine.length() == SEPARATOR_LINE.length() + 1;
            char separator = delimiter != null
                    ? delimiter
                    : hasSeparatorLine ? firstLine.charAt(SEPARATOR_LINE.length()) : delimiter(sample);
            var bytes = new SequenceInputStream(
                    new ByteArrayInputStream(head, encoding.markLength, head.length - encoding.markLength), in);
            var cells = new CsvCells();
            return new CsvSource(
                    CsvReader.builder()
                            .fieldSeparator(separator)
                            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .allowUnclosedQuote(false)
                            .maxBufferSize(MAX_CELL_BUFFER)
                            .build(cells, new InputStreamReader(bytes, encoding.charset)),
                    cells,
                    hasSeparatorLine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows, starting with the header. The line {@code sep=;} that spreadsheets write before it is skipped. */
    Iterator<CsvCells.Row> rows() {
        var rows = reader.iterator();
        if (hasSeparatorLine) {
            rows.next();
        }
        return rows;
    }

    /** The first line of the row that was read last or that could not be read. */
    long line() {
        return cells.line();
    }

    private static void checkText(String sample) {
        if (sample.startsWith("PK\u0003\u0004")) {
            throw new InvalidImportException("file", "is a spreadsheet or an archive; export it as CSV");
        }
        if (sample.indexOf('\0') >= 0) {
            throw new InvalidImportException("file", "is not valid UTF-8; save it as CSV in UTF-8");
        }
    }

    /** The delimiter that occurs most often in the header, outside of quotes. */
    private static char delimiter(String sample) {
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < sample.length(); i++) {
            char c = sample.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r') && begun) {
                break;
            }
            begun |= !Character.isWhitespace(c);
            for (int d = 0; d < DELIMITERS.length && !quoted; d++) {
                counts[d] += c == DELIMITERS[d] ? 1 : 0;
            }
        }
        int best = 0;
        for (int d = 1; d < counts.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    private record Encoding(Charset charset, int markLength) {

        static Encoding of(byte[] head) {
            if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
                return new Encoding(StandardCharsets.UTF_8, 3);
            }
            if (startsWith(head, 0xFE, 0xFF)) {
                return new Encoding(StandardCharsets.UTF_16BE, 2);
            }
            if (startsWith(head, 0xFF, 0xFE)) {
                return new Encoding(StandardCharsets.UTF_16LE, 2);
            }
            return new Encoding(StandardCharsets.UTF_8, 0);
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
    }
}
