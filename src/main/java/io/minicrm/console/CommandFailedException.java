package io.minicrm.console;

import org.jspecify.annotations.Nullable;

/** Ends a command with one line on standard error and an exit code. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /** @param line the problem and how to solve it, in one line */
    public CommandFailedException(ExitCode exitCode, String line, @Nullable Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    public CommandFailedException(ExitCode exitCode, String line) {
        this(exitCode, line, null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
