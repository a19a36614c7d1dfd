package io.minicrm.importing;

/** Too many imports wait already; the same request succeeds when some of them are finished. */
public final class ImportQueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportQueueFullException(String message) {
        super(message);
    }
}
