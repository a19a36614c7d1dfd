package io.minicrm.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was told to; ends with one line and an exit code. */
final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * @param line what is wrong and what to do, one line
     */
    CommandFailedException(int exitCode, String line, @Nullable Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    CommandFailedException(int exitCode, String line) {
        this(exitCode, line, null);
    }

    int exitCode() {
        return exitCode;
    }
}
