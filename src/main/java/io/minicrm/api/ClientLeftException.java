package io.minicrm.api;

/** The client has closed the connection before it was answered. Nobody reads what is answered. */
final class ClientLeftException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClientLeftException(Throwable stopped) {
        super("The client closed the connection", stopped);
    }
}
