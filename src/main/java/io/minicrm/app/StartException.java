package io.minicrm.app;

/** The server cannot start, for a reason that its operator can fix. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problemAndFix one line: what is wrong, and what to do
     */
    StartException(String problemAndFix, Throwable cause) {
        super(problemAndFix, cause);
    }
}
