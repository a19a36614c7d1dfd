package io.minicrm.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of changes and their authors. Entries are added and never changed. Thread-safe. */
public interface AuditLog {

    /** Adds an entry. One of the same id is left as it is. */
    void add(AuditEntry entry);

    /**
     * A page of entries, the latest first.
     *
     * @param principal selects the entries of one principal; null for all
     * @param beforeId the id of the last entry of the page before; null for the first page
     * @param limit the longest page, 1 or more
     */
    List<AuditEntry> list(@Nullable String principal, @Nullable String beforeId, int limit);
}
