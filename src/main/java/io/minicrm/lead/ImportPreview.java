package io.minicrm.lead;

import java.util.List;

/**
 * What an import of a file would do, from the beginning of the file. Nothing is stored.
 *
 * @param rows number of rows that were looked at
 * @param file how the file is understood
 * @param samples for each column its first {@value #MAX_SAMPLES} different values that are not empty
 * @param errors the first {@value ImportResult#MAX_ERRORS} rows that would be rejected
 */
public record ImportPreview(
        long rows, ImportResult.FileFormat file, List<List<String>> samples, List<ImportResult.RowError> errors) {

    /** The most values of a column. */
    public static final int MAX_SAMPLES = 3;

    public ImportPreview {
        samples = List.copyOf(samples);
        errors = List.copyOf(errors);
    }
}
