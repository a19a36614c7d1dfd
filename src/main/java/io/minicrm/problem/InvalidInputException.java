package io.minicrm.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Input that cannot be accepted; names the fields at fault. The API answers it with the status of its {@link #fault}
 * and the problems as {@code errors}. Each kind of input has a subclass, so that a caller can catch the one that it
 * can handle.
 */
public abstract class InvalidInputException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final InputFault fault;
    private final List<FieldProblem> problems;

    protected InvalidInputException(FieldProblem problem) {
        this(List.of(problem));
    }

    /** @param problems at least one */
    protected InvalidInputException(List<FieldProblem> problems) {
        this(InputFault.INVALID, problems);
    }

    /** @param problems at least one */
    protected InvalidInputException(InputFault fault, List<FieldProblem> problems) {
        this(problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; ")), fault, problems);
    }

    /**
     * An exception with a message of its own.
     *
     * @param problems at least one
     */
    protected InvalidInputException(String message, List<FieldProblem> problems) {
        this(message, InputFault.INVALID, problems);
    }

    private InvalidInputException(String message, InputFault fault, List<FieldProblem> problems) {
        super(message);
        this.fault = fault;
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("An input without a problem is valid");
        }
        this.problems = List.copyOf(problems);
    }

    /** Why the input cannot be accepted. */
    public final InputFault fault() {
        return fault;
    }

    /** All problems that were found, in input order; at least one. */
    public final List<FieldProblem> problems() {
        return problems;
    }

    /** The first problem. */
    public final FieldProblem problem() {
        return problems.getFirst();
    }
}
