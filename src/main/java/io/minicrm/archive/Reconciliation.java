package io.minicrm.archive;

import io.minicrm.stored.Entry.Kind;
import java.util.Arrays;

/**
 * Compares the entries of a file with those of a store.
 *
 * @param file entries in the file
 * @param store entries in the store
 * @param before entries that were in the store before the import; for kinds that had some, the store may have more
 *     entries than the file
 */
public record Reconciliation(EntryCounts file, EntryCounts store, EntryCounts before) {

    /** True if the store has at least as many entries as the file, and exactly as many if it had none before. */
    public boolean isConsistent(Kind kind) {
        return before.of(kind) == 0 ? store.of(kind) == file.of(kind) : store.of(kind) >= file.of(kind);
    }

    /** True if all kinds are consistent. */
    public boolean isConsistent() {
        return Arrays.stream(Kind.values()).allMatch(this::isConsistent);
    }
}
