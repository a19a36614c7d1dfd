package io.minicrm.lead;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows. Detects the encoding and the delimiter. Bytes that are not valid in the encoding become
 * {@link CsvEncoding#REPLACEMENT}, so that the row that contains them can be rejected alone.
 */
final class CsvSource {

    private static final int SAMPLE_ROWS = 100;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final String SEPARATOR_LINE = "sep=";

    /** A file with a larger part of NUL characters than one in so many is not text, or text in another encoding. */
    private static final int MOST_NULS = 100;

    private static final int FEW_NULS = 10;

    private final CsvReader rows;
    private final CsvEncoding encoding;
    private final char delimiter;

    private CsvSource(CsvReader rows, CsvEncoding encoding, char delimiter) {
        this.rows = rows;
        this.encoding = encoding;
        this.delimiter = delimiter;
    }

    /**
     * Opens a file and reads its first bytes.
     *
     * @throws InvalidImportException if the file is not text
     */
    static CsvSource open(InputStream in, CsvMapping mapping) {
        try {
            byte[] head = in.readNBytes(CsvEncoding.SAMPLE_BYTES);
            CsvEncoding encoding = CsvEncoding.of(head, mapping.charset());
            String sample = encoding.decode(head);
            checkText(sample);
            Character separator = separatorLine(sample);
            char delimiter = delimiter(sample, head.length == CsvEncoding.SAMPLE_BYTES, separator, mapping.delimiter());
            var bytes = new SequenceInputStream(
                    new ByteArrayInputStream(head, encoding.markLength(), head.length - encoding.markLength()), in);
            var rows = new CsvReader(new InputStreamReader(bytes, encoding.charset()), delimiter);
            if (separator != null) {
                skipSeparatorLine(rows);
            }
            return new CsvSource(rows, encoding, delimiter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows, starting with the header. The line {@code sep=;} that spreadsheets write before it is skipped. */
    CsvReader rows() {
        return rows;
    }

    CsvEncoding encoding() {
        return encoding;
    }

    char delimiter() {
        return delimiter;
    }

    private static void checkText(String sample) {
        if (sample.startsWith("PK\u0003\u0004")) {
            throw InvalidImportException.ofFile("file", "is a spreadsheet or an archive; export it as CSV");
        }
        long nuls = sample.chars().filter(c -> c == 0).count();
        // A few in the rows cost these rows.
        if (nuls > FEW_NULS + sample.length() / MOST_NULS || firstLine(sample).indexOf('\0') >= 0) {
            throw InvalidImportException.ofFile(
                    "file", "contains NUL characters; save it as CSV in UTF-8, or give its encoding as charset=…");
        }
    }

    private static String firstLine(String sample) {
        return sample.lines().findFirst().orElse("");
    }

    /** The delimiter that the first line that is not blank gives as {@code sep=;}; null if it does not. */
    private static @Nullable Character separatorLine(String sample) {
        String line = sample.lines()
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("")
                .replace("\"", "");
        return line.toLowerCase(Locale.ROOT).startsWith(SEPARATOR_LINE) && line.length() == SEPARATOR_LINE.length() + 1
                ? line.charAt(SEPARATOR_LINE.length())
                : null;
    }

    private static void skipSeparatorLine(CsvReader rows) {
        for (CsvRow row = rows.next(); row != null; row = rows.next()) {
            if (row.cells().stream().anyMatch(cell -> !cell.isEmpty())) {
                return;
            }
        }
    }

    private static char delimiter(
            String sample, boolean continues, @Nullable Character separator, @Nullable Character given) {
        if (given != null) {
            return given;
        }
        return separator != null ? separator : detected(sample, continues);
    }

    /**
     * The delimiter that makes the most cells of the rows that have as many as the header. The header alone misleads:
     * {@code id;"about, in words"} contains a comma, too. So does the number of rows alone: if one in a hundred rows of
     * {@code id;name;price, net} lacks its name, {@code 12,50} still has its comma.
     *
     * @param continues whether the file is longer than the sample, so that its last row may be incomplete
     */
    private static char detected(String sample, boolean continues) {
        char best = DELIMITERS[0];
        Fit bestFit = Fit.NONE;
        for (char delimiter : DELIMITERS) {
            Fit fit = fit(sample, continues, delimiter);
            if (fit.isBetterThan(bestFit)) {
                best = delimiter;
                bestFit = fit;
            }
        }
        return best;
    }

    private static Fit fit(String sample, boolean continues, char delimiter) {
        var reader = new CsvReader(new StringReader(sample), delimiter);
        int columns = 0;
        int rows = 0;
        int fitting = 0;
        boolean lastFits = false;
        for (CsvRow row = reader.next(); row != null && rows < SAMPLE_ROWS; row = reader.next()) {
            if (row.isBlank()) {
                continue;
            }
            if (columns == 0) {
                columns = row.cells().size();
                if (columns < 2) {
                    return Fit.NONE;
                }
                continue;
            }
            rows++;
            lastFits = row.cells().size() == columns;
            fitting += lastFits ? 1 : 0;
        }
        if (continues && rows < SAMPLE_ROWS && rows > 0) {
            rows--;
            fitting -= lastFits ? 1 : 0;
        }
        return new Fit(columns, rows, fitting);
    }

    /** How well a delimiter splits a sample: into as many columns, with so many of the rows fitting the header. */
    private record Fit(int columns, int rows, int fitting) {

        static final Fit NONE = new Fit(1, 0, 0);

        boolean isBetterThan(Fit other) {
            int byCells = Double.compare(cells(), other.cells());
            return byCells > 0 || (byCells == 0 && columns > other.columns);
        }

        /** How many delimiters a row has, on average, if rows that do not fit have none. */
        private double cells() {
            return share() * (columns - 1);
        }

        private double share() {
            return rows == 0 ? 0 : (double) fitting / rows;
        }
    }
}
