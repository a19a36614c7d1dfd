package io.minicrm.archive;

/** An export or import does not start, for a reason that the caller can remove. */
public final class TransferRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param problemAndFix one line: the reason, and what to do */
    TransferRefusedException(String problemAndFix) {
        super(problemAndFix);
    }
}
