package io.minicrm.lead;

import java.util.List;

/**
 * The result of an import.
 *
 * @param imported number of new leads
 * @param updated number of rows that changed a lead, from an earlier import or an earlier row
 * @param unchanged number of rows that say what is already stored
 * @param rejected number of invalid rows
 * @param errors the first {@value #MAX_ERRORS} invalid rows
 */
public record ImportResult(long imported, long updated, long unchanged, long rejected, List<RowError> errors) {

    /** The most errors that are reported. */
    public static final int MAX_ERRORS = 100;

    /**
     * Why a row was rejected.
     *
     * @param line the first line of the row, from 1
     * @param field the column at fault; {@code row} for the row as a whole
     * @param message what is wrong and how to fix it
     */
    public record RowError(long line, String field, String message) {}

    public ImportResult {
        errors = List.copyOf(errors);
    }
}
