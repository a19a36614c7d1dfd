package io.minicrm.api;

/** The path names something that does not exist: 404. */
final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotFoundException(String kind, String id) {
        super("There is no %s with the id \"%s\"".formatted(kind, id));
    }
}
