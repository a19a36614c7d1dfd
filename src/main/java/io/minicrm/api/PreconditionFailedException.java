package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/** The thing that a request would change is not the one that it expects. */
final class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String current;

    /**
     * @param header the header that is not fulfilled
     * @param current the tag of what is stored; null if there is nothing
     */
    PreconditionFailedException(String header, @Nullable String current) {
        super(
                current == null
                        ? header + " is not fulfilled: there is nothing with this id"
                        : header + " is not fulfilled: it was changed, or exists already; read it again, and repeat"
                                + " the change with the ETag of that answer, in its quotation marks");
        this.current = current;
    }

    @Nullable
    String current() {
        return current;
    }
}
