package io.minicrm.lead;

/**
 * Follows an import while it runs, and can stop it. Called by the thread that imports, so every method must return at
 * once.
 */
public interface ImportWatch {

    /** Follows nothing and lets the import run to its end. */
    ImportWatch NONE = new ImportWatch() {
        @Override
        public void opened(ImportResult.FileFormat file) {}

        @Override
        public void rejected(ImportResult.RowError error) {}

        @Override
        public void counted(ImportTotals totals) {}

        @Override
        public boolean stops() {
            return false;
        }
    };

    /** The columns of the file are known; rows follow. */
    void opened(ImportResult.FileFormat file);

    /** A row was rejected. */
    void rejected(ImportResult.RowError error);

    /** Further rows have their outcome. Rows that are read and not yet stored are not among them. */
    void counted(ImportTotals totals);

    /**
     * Whether to stop before the next row. The rows that were read are stored and counted, and the rest of the file is
     * not read.
     */
    boolean stops();
}
