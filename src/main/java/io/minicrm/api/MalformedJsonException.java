package io.minicrm.api;

import tools.jackson.core.JacksonException;

/** A body that a resource parses itself is not well-formed JSON: 400 with line and column. */
final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JsonFault fault;

    MalformedJsonException(JacksonException cause) {
        super(cause);
        this.fault = JsonFault.of(cause);
    }

    JsonFault fault() {
        return fault;
    }
}
