package io.minicrm.kafka;

/** The broker did not accept a message in time. Sending it again later is safe. */
public final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PublishFailedException(Exception cause) {
        super("The broker did not accept a message: " + cause.getMessage(), cause);
    }
}
