package io.minicrm.importing;

/** A request repeats an idempotency key, but asks for something different. */
public final class ImportConflictException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ImportConflictException(String key, String importId) {
        super("The idempotency key \"%s\" was used for %s with a different request; use a new key"
                .formatted(key, importId));
    }
}
