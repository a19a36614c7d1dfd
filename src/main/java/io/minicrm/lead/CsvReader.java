package io.minicrm.lead;

import io.minicrm.text.Blank;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text into rows and cells as RFC 4180 describes them, in bounded memory, and finds the next row again after a
 * wrong quote. Lines end with LF, CRLF or CR. Blank characters around a cell, also outside its quotes, do not belong to
 * it. A quote within a cell that does not begin with one is an ordinary character.
 *
 * <p>A quote that is never closed, or that is closed in the middle of a cell, costs the row in which it opens and no
 * other: reading resumes on the line after the one on which that row began. For example:
 *
 * <pre>{@code
 * id,note
 * 1,"never closed
 * 2,fine
 * 3,"with ""quotes"", too"
 * }</pre>
 *
 * <p>The cell that opens in line 2 ends before {@code with}, where neither a delimiter nor the end of the line follows.
 * So the row of line 2 is rejected, and lines 3 and 4 are read as rows of their own. The text from the beginning of the
 * current row on is kept in memory for this; a row of more than {@value #MAX_ROW_LENGTH} characters is rejected in the
 * same way. Not thread-safe.
 */
final class CsvReader {

    /** The most columns. */
    static final int MAX_COLUMNS = 1_010;

    /** The longest row, as it stands in the file. */
    static final int MAX_ROW_LENGTH = 200_000;

    /**
     * How many characters are read a second time before reading is given up: a few seconds. That is 10,000 open quotes,
     * each with 100,000 characters up to the next quote. A file made of wrong quotes would take hours otherwise.
     */
    private static final long MAX_READ_AGAIN = 1_000_000_000;

    private static final int EXPECTED_COLUMNS = 16;
    private static final int BUFFER_LENGTH = 64 * 1024;

    /** What ended a cell. */
    private enum End {
        CELL,
        ROW,
        /** Text follows a closing quote. */
        STRAY_TEXT,
        /** The file ends within quotes. */
        OPEN_QUOTE,
        TOO_LONG
    }

    private final Reader in;
    private final char delimiter;
    private final long maxReadAgain;

    private char[] buffer = new char[BUFFER_LENGTH];
    private int limit;
    private boolean ended;
    /** The next character. */
    private int at;
    /** The first character of the current row. */
    private int rowStart;
    /** The first character of the line after the one on which the row begins; -1 while that one has not ended. */
    private int nextLine;

    private long line = 1;
    private long rowLine;
    private long readAgain;
    private boolean givenUp;

    private String[] cells = new String[EXPECTED_COLUMNS];
    private int count;
    private int length;
    private @Nullable String problem;

    CsvReader(Reader in, char delimiter) {
        this(in, delimiter, MAX_READ_AGAIN);
    }

    /** @param maxReadAgain the number of characters that are read a second time before reading is given up */
    CsvReader(Reader in, char delimiter, long maxReadAgain) {
        this.in = in;
        this.delimiter = delimiter;
        this.maxReadAgain = maxReadAgain;
    }

    /** Whether reading has ended before the end of the file, because of too many wrong quotes. */
    boolean hasGivenUp() {
        return givenUp;
    }

    /** The line that is read next, from 1. */
    long line() {
        return line;
    }

    /**
     * The next row, which may be blank; null at the end.
     *
     * @throws UncheckedIOException if reading fails
     */
    @Nullable
    CsvRow next() {
        rowStart = at;
        if (givenUp || !has()) {
            return null;
        }
        rowLine = line;
        nextLine = -1;
        count = 0;
        length = 0;
        problem = null;
        End end = End.CELL;
        while (end == End.CELL) {
            end = cell();
        }
        switch (end) {
            case CELL, ROW -> {}
            case STRAY_TEXT ->
                resume("has text after a closing quote; put a quote within quotes twice, and close each cell's quote");
            case OPEN_QUOTE -> resume("has a quote that is never closed; close or remove it");
            case TOO_LONG ->
                resume("has more than %d characters; check for a quote that is not closed".formatted(MAX_ROW_LENGTH));
        }
        return problem == null
                ? new CsvRow(rowLine, Arrays.asList(Arrays.copyOf(cells, count)), length, null)
                : new CsvRow(rowLine, List.of(), length, problem);
    }

    /** Skips to the end and returns the number of lines that are not blank. */
    long countLines() {
        long lines = 0;
        boolean blank = true;
        while (true) {
            rowStart = at;
            if (!has()) {
                return blank ? lines : lines + 1;
            }
            char c = buffer[at++];
            if (isLineEnd(c)) {
                lines += blank ? 0 : 1;
                blank = true;
            } else {
                blank = blank && Blank.is(c);
            }
        }
    }

    /** Rejects the row and continues after the line on which it begins. */
    private void resume(String why) {
        problem = why;
        if (nextLine < 0) {
            skipLine();
            return;
        }
        readAgain += at - nextLine;
        givenUp = readAgain > maxReadAgain;
        at = nextLine;
        line = rowLine + 1;
    }

    private void skipLine() {
        while (true) {
            rowStart = at;
            if (!has()) {
                return;
            }
            char c = buffer[at++];
            if (isLineEnd(c)) {
                endLine(c);
                return;
            }
        }
    }

    private End cell() {
        while (has() && buffer[at] != delimiter && !isLineEnd(buffer[at]) && Blank.is(buffer[at])) {
            at++;
        }
        if (has() && buffer[at] == '"') {
            at++;
            return quoted();
        }
        return plain();
    }

    private End plain() {
        int from = at - rowStart;
        while (has()) {
            int stop = Math.min(limit, rowStart + MAX_ROW_LENGTH);
            int end = endOfPlainCell(buffer, at, stop);
            at = end;
            if (end < stop) {
                char c = buffer[end];
                add(rowStart + from, end);
                at = end + 1;
                if (c == delimiter) {
                    return End.CELL;
                }
                endLine(c);
                return End.ROW;
            }
        }
        if (isTooLong()) {
            return End.TOO_LONG;
        }
        add(rowStart + from, at);
        return End.ROW;
    }

    /** The position of the next delimiter or line end; {@code stop} if there is none before it. */
    private int endOfPlainCell(char[] chars, int begin, int stop) {
        char separator = delimiter;
        for (int i = begin; i < stop; i++) {
            char c = chars[i];
            if (c == separator || c == '\n' || c == '\r') {
                return i;
            }
        }
        return stop;
    }

    private End quoted() {
        int from = at - rowStart;
        boolean doubled = false;
        while (has()) {
            char c = buffer[at++];
            if (c == '"') {
                if (!has() || buffer[at] != '"') {
                    return closed(from, at - 1 - rowStart, doubled);
                }
                at++;
                doubled = true;
            } else if (isLineEnd(c)) {
                endLine(c);
            }
        }
        return isTooLong() ? End.TOO_LONG : End.OPEN_QUOTE;
    }

    /** Continues after a closing quote; the positions are relative to the beginning of the row. */
    private End closed(int from, int to, boolean doubled) {
        while (has() && buffer[at] != delimiter && !isLineEnd(buffer[at]) && Blank.is(buffer[at])) {
            at++;
        }
        if (isTooLong()) {
            return End.TOO_LONG;
        }
        boolean last = !has();
        char c = last ? '\n' : buffer[at];
        if (c != delimiter && !isLineEnd(c)) {
            return End.STRAY_TEXT;
        }
        if (doubled) {
            addText(Blank.strip(new String(buffer, rowStart + from, to - from).replace("\"\"", "\"")));
        } else {
            add(rowStart + from, rowStart + to);
        }
        if (last) {
            return End.ROW;
        }
        at++;
        if (c == delimiter) {
            return End.CELL;
        }
        endLine(c);
        return End.ROW;
    }

    private void add(int from, int to) {
        int begin = from;
        int end = to;
        while (begin < end && Blank.is(buffer[begin])) {
            begin++;
        }
        while (end > begin && Blank.is(buffer[end - 1])) {
            end--;
        }
        addText(begin == end ? "" : new String(buffer, begin, end - begin));
    }

    private void addText(String cell) {
        length += cell.length();
        if (count == MAX_COLUMNS) {
            problem = "has more than %d cells".formatted(MAX_COLUMNS);
            return;
        }
        if (cell.length() > Attributes.MAX_TEXT_LENGTH) {
            problem = "has %d characters in cell %d; the limit is %d; check for a quote that is not closed"
                    .formatted(cell.length(), count + 1, Attributes.MAX_TEXT_LENGTH);
        }
        if (count == cells.length) {
            cells = Arrays.copyOf(cells, Math.min(MAX_COLUMNS, cells.length * 2));
        }
        cells[count++] = cell;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /** Counts the line that has ended with this character, of a CRLF the first. */
    private void endLine(char end) {
        if (end == '\r' && has() && buffer[at] == '\n') {
            at++;
        }
        line++;
        if (nextLine < 0) {
            nextLine = at;
        }
    }

    private boolean isTooLong() {
        return at - rowStart >= MAX_ROW_LENGTH;
    }

    /** Whether there is a next character; false also at the end of the longest row that is kept. */
    private boolean has() {
        return at < limit ? !isTooLong() : fill();
    }

    private boolean fill() {
        if (ended || isTooLong()) {
            return false;
        }
        if (rowStart > 0) {
            System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
            at -= rowStart;
            limit -= rowStart;
            nextLine = nextLine < 0 ? -1 : nextLine - rowStart;
            rowStart = 0;
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        try {
            int read = in.read(buffer, limit, buffer.length - limit);
            ended = read < 0;
            limit += Math.max(0, read);
            return !ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
