package io.minicrm.api;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A request with invalid fields or parameters. */
final class InvalidRequestException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidRequestException(List<FieldProblem> problems) {
        super(problems);
    }

    static InvalidRequestException of(String field, String message) {
        return new InvalidRequestException(List.of(new FieldProblem(field, message)));
    }
}
