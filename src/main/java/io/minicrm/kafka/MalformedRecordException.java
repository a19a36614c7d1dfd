package io.minicrm.kafka;

import org.jspecify.annotations.Nullable;

/** A record that cannot be decoded. It becomes a dead letter. */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what is wrong with the record
     * @param cause the parser's exception, if there is one
     */
    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
