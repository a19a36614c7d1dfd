package io.minicrm.kafka;

/** Old records could not be deleted: the brokers do not answer, or do not allow it. */
public final class RetentionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RetentionFailedException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
