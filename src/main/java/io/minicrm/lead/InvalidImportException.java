package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;

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
}
