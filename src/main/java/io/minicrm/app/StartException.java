package io.minicrm.app;

/** The server cannot start, for a reason that whoever starts it can mend. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problemAndMend one line: what is wrong, and what to do
     */
    StartException(String problemAndMend, Throwable cause) {
        super(problemAndMend, cause);
    }
}
