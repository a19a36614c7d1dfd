package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A lead that cannot be accepted. */
public final class InvalidLeadException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    /**
     * @param field the field at fault, as the user named it
     * @param message what is wrong and how to fix it, a sentence without its subject
     */
    public InvalidLeadException(String field, String message) {
        this(new FieldProblem(field, message));
    }

    /** @param problem the field at fault and what is wrong with it */
    public InvalidLeadException(FieldProblem problem) {
        super(problem);
    }

    /** @param problem the field at fault and what is wrong with it */
    public InvalidLeadException(InputFault fault, FieldProblem problem) {
        super(fault, List.of(problem));
    }
}
