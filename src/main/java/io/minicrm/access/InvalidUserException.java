package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A user that cannot be added or changed as requested. */
public final class InvalidUserException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    /** @param problems at least one */
    public InvalidUserException(List<FieldProblem> problems) {
        super(problems);
    }
}
