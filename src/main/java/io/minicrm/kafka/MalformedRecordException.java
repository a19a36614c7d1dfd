package io.minicrm.kafka;

import org.jspecify.annotations.Nullable;

/** A record that cannot be read; it goes to the dead letters as it came. */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what is wrong with it
     * @param cause what the reader said; null when it said nothing
     */
    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
