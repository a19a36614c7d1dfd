package io.minicrm.consent;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;

/** A consent that cannot be accepted. */
public final class InvalidConsentException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidConsentException(String field, String message) {
        super(new FieldProblem(field, message));
    }
}
