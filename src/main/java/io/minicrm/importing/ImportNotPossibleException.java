package io.minicrm.importing;

/** The server cannot accept an import now; the same request may succeed later. */
public final class ImportNotPossibleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportNotPossibleException(String message) {
        super(message);
    }

    ImportNotPossibleException(String message, Throwable cause) {
        super(message, cause);
    }
}
