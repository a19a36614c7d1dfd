package io.minicrm.importing;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** An import that was not accepted. */
public final class InvalidImportOrderException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidImportOrderException(String field, String message) {
        this(InputFault.INVALID, field, message);
    }

    InvalidImportOrderException(InputFault fault, String field, String message) {
        super(fault, List.of(new FieldProblem(field, message)));
    }
}
