package io.minicrm.lead;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds rows of bounded size from the cells that the parser finds. Of a row that exceeds a limit only the problem is kept. */
final class CsvCells extends AbstractBaseCsvCallbackHandler<CsvCells.Row> {

    /** The most columns. */
    static final int MAX_COLUMNS = 1_010;

    /** The longest row, all cells together. */
    static final int MAX_ROW_LENGTH = 200_000;

    private static final int EXPECTED_COLUMNS = 16;

    /**
     * A row of a file.
     *
     * @param line the line on which it begins, from 1
     * @param cells the cells, without surrounding white space
     * @param length the total length of the cells
     * @param problem why the row is rejected; null if it is valid
     */
    record Row(
            long line,
            List<String> cells,
            int length,
            @Nullable String problem) {

        boolean isBlank() {
            return problem == null && length == 0;
        }
    }

    private String[] cells = new String[EXPECTED_COLUMNS];
    private int count;
    private int length;
    private @Nullable String problem;

    /** The line on which the current row begins. */
    long line() {
        return getStartingLineNumber();
    }

    @Override
    protected void handleBegin(long line) {
        // The array can be reused, because it is copied when the row is built.
        count = 0;
        length = 0;
        problem = null;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int size, boolean quoted) {
        if (index >= MAX_COLUMNS) {
            problem = "has more than %d cells".formatted(MAX_COLUMNS);
            return;
        }
        int begin = offset;
        int end = offset + size;
        while (begin < end && Character.isWhitespace(buffer[begin])) {
            begin++;
        }
        while (end > begin && Character.isWhitespace(buffer[end - 1])) {
            end--;
        }
        length += end - begin;
        if (end - begin > Attributes.MAX_TEXT_LENGTH) {
            problem = "has %d characters in cell %d; the limit is %d; check for a quote that is not closed"
                    .formatted(end - begin, index + 1, Attributes.MAX_TEXT_LENGTH);
            return;
        }
        if (length > MAX_ROW_LENGTH) {
            problem = "has more than %d characters; check for a quote that is not closed".formatted(MAX_ROW_LENGTH);
            return;
        }
        if (count == cells.length) {
            cells = Arrays.copyOf(cells, Math.min(MAX_COLUMNS, cells.length * 2));
        }
        cells[count++] = begin == end ? "" : new String(buffer, begin, end - begin);
    }

    @Override
    protected @Nullable Row buildRecord() {
        if (getRecordType() != RecordType.DATA) {
            return null;
        }
        return new Row(getStartingLineNumber(), Arrays.asList(Arrays.copyOf(cells, count)), length, problem);
    }
}
