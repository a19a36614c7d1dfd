package io.minicrm.archive;

import org.jspecify.annotations.Nullable;

/** What is to be written would replace something that must stay. */
public final class ArchiveConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problemAndMend what stands in the way, and what to do
     */
    public ArchiveConflictException(String problemAndMend, @Nullable Throwable cause) {
        super(problemAndMend, cause);
    }
}
