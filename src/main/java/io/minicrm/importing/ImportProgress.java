package io.minicrm.importing;

import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportTotals;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is.
 *
 * @param bytesRead how much of the file was read; a little ahead of the totals, because rows are stored in batches
 * @param bytesTotal the size of the file
 * @param totals what became of its rows
 * @param file how the file was understood; null until it is opened
 */
public record ImportProgress(
        long bytesRead,
        long bytesTotal,
        ImportTotals totals,
        @Nullable FileFormat file) {

    /** Nothing was read. */
    public static ImportProgress none(long bytesTotal) {
        return new ImportProgress(0, bytesTotal, ImportTotals.ZERO, null);
    }
}
