package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;

/** The broker, or one of our own checks, refused a request. The message says why. */
public final class BrokerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
