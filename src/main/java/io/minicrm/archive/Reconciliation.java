package io.minicrm.archive;

import io.minicrm.stored.Entry.Kind;
import java.util.Arrays;

/**
 * What a file has beside what a store has.
 *
 * @param file entries in the file
 * @param store entries in the store
 * @param before entries that the store had before the file came to it; kinds that had some may now have more than the file
 */
public record Reconciliation(Counts file, Counts store, Counts before) {

    /** True when the store has no fewer than the file, and no more where it had none before. */
    public boolean isConsistent(Kind kind) {
        return before.of(kind) == 0 ? store.of(kind) == file.of(kind) : store.of(kind) >= file.of(kind);
    }

    /** True when that holds for all kinds. */
    public boolean isConsistent() {
        return Arrays.stream(Kind.values()).allMatch(this::isConsistent);
    }
}
