package io.minicrm.api;

/** The path names something that does not exist: 404. */
final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotFoundException(String kind, String id) {
        this("There is no %s with the id \"%s\"".formatted(kind, id));
    }

    private NotFoundException(String detail) {
        super(detail);
    }

    /** The same with a detail of its own. */
    static NotFoundException because(String detail) {
        return new NotFoundException(detail);
    }
}
