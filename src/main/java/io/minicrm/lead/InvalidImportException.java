package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A file or mapping that cannot be imported at all; nothing of it is stored. */
public final class InvalidImportException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    /**
     * @param field the parameter or column at fault, or {@code file}
     * @param message what is wrong and how to fix it, a sentence without its subject
     */
    InvalidImportException(String field, String message) {
        super(new FieldProblem(field, message));
    }

    private InvalidImportException(InputFault fault, FieldProblem problem) {
        super(fault, List.of(problem));
    }

    /** A file that cannot be read with its mapping. */
    static InvalidImportException ofFile(String field, String message) {
        return new InvalidImportException(InputFault.CONFLICT, new FieldProblem(field, message));
    }
}
