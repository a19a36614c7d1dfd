package io.minicrm.access;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** An API key that cannot be created as requested. */
public final class InvalidKeyException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    /** @param problems at least one */
    public InvalidKeyException(List<FieldProblem> problems) {
        super(problems);
    }
}
