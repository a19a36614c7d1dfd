package io.minicrm.lead;

/**
 * What became of the rows of a file so far. Every row that counts has exactly one outcome, so the numbers always add
 * up.
 *
 * @param imported number of new leads
 * @param updated number of rows that changed a lead
 * @param unchanged number of rows that say what is already stored
 * @param rejected number of invalid rows
 * @param unread number of lines that were not read, because reading ended before the end
 */
public record ImportTotals(long imported, long updated, long unchanged, long rejected, long unread) {

    public static final ImportTotals ZERO = new ImportTotals(0, 0, 0, 0, 0);

    /** The number of rows with an outcome. */
    public long rows() {
        return imported + updated + unchanged + rejected + unread;
    }

    /** The rows that have had their outcome since. */
    public ImportTotals since(ImportTotals earlier) {
        return new ImportTotals(
                imported - earlier.imported,
                updated - earlier.updated,
                unchanged - earlier.unchanged,
                rejected - earlier.rejected,
                unread - earlier.unread);
    }
}
