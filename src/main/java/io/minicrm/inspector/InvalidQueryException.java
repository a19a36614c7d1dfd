package io.minicrm.inspector;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that cannot be run. The field is the part of the query at fault: {@code from}, {@code where}, {@code cursor}
 * and so on.
 */
public final class InvalidQueryException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String field, String message) {
        super(new FieldProblem(field, message));
    }

    private InvalidQueryException(InputFault fault, FieldProblem problem) {
        super(fault, List.of(problem));
    }

    /** What the query is about does not exist. */
    static InvalidQueryException notFound(String field, String message) {
        return new InvalidQueryException(InputFault.NOT_FOUND, new FieldProblem(field, message));
    }

    /** What the query is about does not exist. */
    static InvalidQueryException notFound(String field, String message, @Nullable Throwable cause) {
        InvalidQueryException notFound = notFound(field, message);
        notFound.initCause(cause);
        return notFound;
    }

    InvalidQueryException(String field, String message, @Nullable Throwable cause) {
        this(field, message);
        initCause(cause);
    }
}
