package io.minicrm.inspector;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** A query that cannot be run. The field is the part of the query at fault: {@code from}, {@code where}, {@code cursor} and so on. */
public final class InvalidQueryException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String field, String message) {
        super(new FieldProblem(field, message));
    }

    InvalidQueryException(String field, String message, @Nullable Throwable cause) {
        this(field, message);
        initCause(cause);
    }
}
