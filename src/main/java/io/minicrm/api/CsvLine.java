package io.minicrm.api;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line of a CSV file (RFC 4180) that people open in a spreadsheet. */
final class CsvLine {

    /** Spreadsheets take a cell that begins with one of these for a formula, and run it. */
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private CsvLine() {}

    /** The line with its end. A null is an empty cell. */
    static String of(@Nullable Object... cells) {
        return Arrays.stream(cells).map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Text that a spreadsheet could run begins with an apostrophe, as OWASP recommends. Numbers are left alone. */
    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (value instanceof CharSequence && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean isQuoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
