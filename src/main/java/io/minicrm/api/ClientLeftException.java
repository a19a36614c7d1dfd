package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/** The client has closed the connection before it was answered. Nobody reads what is answered. */
final class ClientLeftException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param stopped how the reading failed; null if it ended */
    ClientLeftException(@Nullable Throwable stopped) {
        super("The client closed the connection", stopped);
    }
}
