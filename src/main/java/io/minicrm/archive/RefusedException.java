package io.minicrm.archive;

/** An export or import is not begun, for a reason that whoever asks for it can mend. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problemAndMend one line: why, and what to do
     */
    RefusedException(String problemAndMend) {
        super(problemAndMend);
    }
}
