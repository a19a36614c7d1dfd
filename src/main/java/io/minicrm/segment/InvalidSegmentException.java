package io.minicrm.segment;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A segment that cannot be stored; names all fields at fault. */
public final class InvalidSegmentException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidSegmentException(List<FieldProblem> problems) {
        super(problems);
    }

    InvalidSegmentException(InputFault fault, List<FieldProblem> problems) {
        super(fault, problems);
    }
}
