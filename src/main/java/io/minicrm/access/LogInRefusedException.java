package io.minicrm.access;

/** Nobody can log in with what was given. Does not say what was wrong. */
public final class LogInRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An address with a password. */
    LogInRefusedException() {
        super("E-mail address or password is wrong");
    }

    private LogInRefusedException(String message) {
        super(message);
    }

    /** A password, on a server that accepts none. */
    public static LogInRefusedException passwordsAreOff() {
        return new LogInRefusedException(
                "Passwords are switched off on this server (PASSWORD_LOGIN); log in with the identity provider");
    }

    /** A link that was used, is too old, or was never made. */
    static LogInRefusedException link() {
        return new LogInRefusedException("This link is not valid: it works once, for 15 minutes;"
                + " mini-crm token --link makes another one, and so does a restart before there are users");
    }
}
