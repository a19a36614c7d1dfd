package io.minicrm.lead;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an import. The totals reconcile: {@code rows = imported + updated + unchanged + rejected + unread}.
 *
 * @param rows number of rows that are not blank, without the header
 * @param imported number of new leads
 * @param updated number of rows that changed a lead, from an earlier import or an earlier row
 * @param unchanged number of rows that say what is already stored
 * @param rejected number of invalid rows
 * @param unread number of lines that were not read, because reading ended before the end
 * @param errors the first {@value #MAX_ERRORS} invalid rows
 * @param fatal why reading ended before the end; null if all was read
 * @param file how the file was understood
 */
public record ImportResult(
        long rows,
        long imported,
        long updated,
        long unchanged,
        long rejected,
        long unread,
        List<RowError> errors,
        @Nullable RowError fatal,
        FileFormat file) {

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

    /**
     * How a file was understood.
     *
     * @param encoding its encoding, such as {@code utf-8}
     * @param delimiter the character between cells
     * @param key the field by which leads were matched
     * @param mode what became of fields that the file does not have
     * @param columns its columns, in order
     */
    public record FileFormat(String encoding, String delimiter, String key, String mode, List<Column> columns) {

        public FileFormat {
            columns = List.copyOf(columns);
        }
    }

    /**
     * What a column became.
     *
     * @param column its header as it stands in the file
     * @param fields the fields of a lead that it became; empty for an attribute
     * @param attribute the name of the attribute that it became; null if it became a field
     * @param type the code of the attribute's {@link AttributeType}; null if the column became a field
     */
    public record Column(
            String column,
            List<String> fields,
            @Nullable String attribute,
            @Nullable String type) {

        public Column {
            fields = List.copyOf(fields);
        }
    }

    public ImportResult {
        errors = List.copyOf(errors);
    }
}
