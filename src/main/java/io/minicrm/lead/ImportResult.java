package io.minicrm.lead;

import java.util.List;

/**
 * What an import did.
 *
 * @param imported leads that were new
 * @param updated leads that replaced one of the same id, of an earlier import or of an earlier row
 * @param rejected rows that were not taken
 * @param errors why, for the first {@value #MAX_ERRORS} of them
 */
public record ImportResult(long imported, long updated, long rejected, List<RowError> errors) {

    /** The most errors that are told. */
    public static final int MAX_ERRORS = 100;

    /**
     * Why one row was not taken.
     *
     * @param line the line of the file on which the row begins, from 1
     * @param field the column at fault; {@code row} when it is the row as a whole
     * @param message what is wrong, and the mend
     */
    public record RowError(long line, String field, String message) {}

    public ImportResult {
        errors = List.copyOf(errors);
    }
}
