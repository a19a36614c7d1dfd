package io.minicrm.cli;

/** What the commands tell the shell. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;
    static final int NOTHING_MATCHED = 3;
    static final int INCONSISTENT = 4;

    private ExitCode() {}
}
