package io.minicrm.importing;

import io.minicrm.lead.ImportTotals;

/** Counts what the imports of this process do. */
public interface ImportObserver {

    /** An import begins. */
    void started();

    /** Further rows have their outcome. */
    void counted(ImportTotals rows);

    /**
     * An import has ended, or is put back.
     *
     * @param status {@link ImportStatus#QUEUED} if it is started again
     */
    void ended(ImportStatus status);
}
