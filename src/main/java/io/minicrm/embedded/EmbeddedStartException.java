package io.minicrm.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The embedded broker, database or data folder cannot be used. The message is one line that says why and what to do.
 */
public final class EmbeddedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedStartException(String problemAndFix) {
        super(problemAndFix);
    }

    EmbeddedStartException(String problemAndFix, @Nullable Throwable cause) {
        super(problemAndFix, cause);
    }
}
