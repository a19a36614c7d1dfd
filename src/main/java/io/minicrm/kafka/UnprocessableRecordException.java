package io.minicrm.kafka;

/**
 * A record that can be read and yet never be worked on, such as one of a campaign that does not exist. A stage throws it, or one of its
 * kind, where the fault is the record's for certain: such records go to the dead letters at once, however many come together.
 */
public class UnprocessableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnprocessableRecordException(String message) {
        super(message);
    }
}
