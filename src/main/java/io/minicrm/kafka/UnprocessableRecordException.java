package io.minicrm.kafka;

/**
 * A record that can be decoded but never be processed, for example because its campaign does not exist. A stage throws
 * this, or a subclass, only if the record is certainly at fault: such records become dead letters at once, however many
 * there are in a batch.
 */
public class UnprocessableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnprocessableRecordException(String message) {
        super(message);
    }
}
