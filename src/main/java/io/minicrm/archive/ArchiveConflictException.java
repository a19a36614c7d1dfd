package io.minicrm.archive;

import org.jspecify.annotations.Nullable;

/** An entry cannot be written, because it would replace one that must not change. */
public final class ArchiveConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param problemAndFix what is in the way, and what to do */
    public ArchiveConflictException(String problemAndFix, @Nullable Throwable cause) {
        super(problemAndFix, cause);
    }
}
