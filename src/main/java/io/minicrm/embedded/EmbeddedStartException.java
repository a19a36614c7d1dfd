package io.minicrm.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded broker, database or data folder cannot be used; the message is one line that says why and how to mend it. */
public final class EmbeddedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedStartException(String problemAndMend) {
        super(problemAndMend);
    }

    EmbeddedStartException(String problemAndMend, @Nullable Throwable cause) {
        super(problemAndMend, cause);
    }
}
