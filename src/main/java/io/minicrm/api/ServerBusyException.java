package io.minicrm.api;

/** The server has no resources for the request now: 503. */
final class ServerBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerBusyException(String message) {
        super(message);
    }
}
