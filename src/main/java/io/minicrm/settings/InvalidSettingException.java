package io.minicrm.settings;

import io.minicrm.text.VisibleText;

/** A setting has a value that the program cannot start with. The message is one line: {@code PORT=70000: give …}. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the message shows instead of a value that may contain a secret. */
    public static final String NOT_SHOWN = "(not shown)";

    /**
     * @param variable the environment variable or command-line option
     * @param value its value, or {@link #NOT_SHOWN}; the user and password of a URL are left out
     * @param fix what to do, in the imperative
     */
    public InvalidSettingException(String variable, String value, String fix) {
        super("%s=%s: %s".formatted(variable, VisibleText.withoutUserInfo(value), fix));
    }
}
