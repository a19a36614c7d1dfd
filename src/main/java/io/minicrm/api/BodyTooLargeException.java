package io.minicrm.api;

import java.io.IOException;

/** A body, or one element of a streamed body, is longer than may be held in memory: 413. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(String what, long limit) {
        super("%s is longer than %,d bytes".formatted(what, limit));
    }
}
