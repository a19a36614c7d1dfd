package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;

/** The broker, or a rule of ours, refuses what was asked; the message says why. */
public final class BrokerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
