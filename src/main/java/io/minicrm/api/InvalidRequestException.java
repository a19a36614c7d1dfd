package io.minicrm.api;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request with invalid fields or parameters. */
final class InvalidRequestException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidRequestException(List<FieldProblem> problems) {
        super(problems);
    }

    /**
     * The value of a field that has to be there.
     *
     * @throws InvalidRequestException if it is null
     */
    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw of(field, "is missing");
        }
        return value;
    }

    private InvalidRequestException(InputFault fault, List<FieldProblem> problems) {
        super(fault, problems);
    }

    /** What is well-formed, and contradicts what is stored. */
    static InvalidRequestException conflict(List<FieldProblem> problems) {
        return new InvalidRequestException(InputFault.CONFLICT, problems);
    }

    /** A field that is not wrong by itself. */
    static InvalidRequestException of(InputFault fault, String field, String message) {
        return new InvalidRequestException(fault, List.of(new FieldProblem(field, message)));
    }

    static InvalidRequestException of(String field, String message) {
        return new InvalidRequestException(List.of(new FieldProblem(field, message)));
    }
}
