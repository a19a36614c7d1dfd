package io.minicrm.api;

import org.springframework.http.HttpStatus;

/** A streamed body cannot be read to its end; what came before the break is kept, and the message says how much that was. */
final class BrokenOffException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    BrokenOffException(HttpStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
