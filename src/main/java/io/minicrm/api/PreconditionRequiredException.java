package io.minicrm.api;

/** The settings demand that changes are conditional, and a request is not. */
final class PreconditionRequiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PreconditionRequiredException() {
        super("This server changes nothing without a condition (REQUIRE_IF_MATCH); send If-Match with the ETag of what"
                + " was read, or If-None-Match: * to create something new");
    }
}
