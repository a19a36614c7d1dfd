package io.minicrm.archive;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** A line or a field of it is invalid. The archive reader adds the number of the line. */
final class InvalidFieldException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidFieldException(FieldProblem problem, @Nullable Throwable cause) {
        super(problem);
        initCause(cause);
    }

    InvalidFieldException(String field, String message, @Nullable Throwable cause) {
        this(new FieldProblem(field, message), cause);
    }

    InvalidFieldException(String field, String message) {
        super(new FieldProblem(field, message));
    }

    InvalidArchiveException at(long line) {
        var located =
                new InvalidArchiveException(line, problem().field(), problem().message());
        located.initCause(this);
        return located;
    }
}
