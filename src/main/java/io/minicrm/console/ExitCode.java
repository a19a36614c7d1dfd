package io.minicrm.console;

/** The exit codes of all commands. */
public enum ExitCode {
    /** The command did its work. */
    OK(0),
    /** The work failed, for example because a server did not answer. */
    FAILED(1),
    /** The arguments, the settings or the input are invalid: the same command fails again. */
    WRONG_USE(2),
    /** Nothing matched the request. */
    NOTHING_MATCHED(3),
    /** The command found data that does not add up. */
    INCONSISTENT(4);

    /** One line for the help of every command. */
    public static final String HELP = "Exit codes: 0 ok, 1 failed, 2 wrong use, 3 nothing matched, 4 inconsistent.";

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the shell receives. */
    public int code() {
        return code;
    }
}
