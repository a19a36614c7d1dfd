package io.minicrm.api;

/** What is asked for does not fit the present state: 409. */
final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConflictException(String message) {
        super(message);
    }
}
