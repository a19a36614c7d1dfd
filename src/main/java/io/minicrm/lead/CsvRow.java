package io.minicrm.lead;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file.
 *
 * @param line the line on which it begins, from 1
 * @param cells the cells, without blank characters at their ends
 * @param length the total length of the cells
 * @param problem why the row is rejected; null if it is valid
 */
record CsvRow(
        long line, List<String> cells, int length, @Nullable String problem) {

    boolean isBlank() {
        return problem == null && length == 0;
    }
}
