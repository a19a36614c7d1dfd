package io.minicrm.api;

import java.io.IOException;

/** A body is longer than the limit of bodies that are held in memory: 413. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long limit) {
        super("The body is longer than %,d bytes".formatted(limit));
    }
}
