package io.minicrm.segment;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/**
 * A rule that cannot be accepted. Its problems are in the order of the JSON; their fields are paths from the root of
 * the rule, such as {@code rules[1].value}, and empty for the root itself.
 */
public final class InvalidRuleException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidRuleException(List<FieldProblem> problems) {
        super(problems);
    }

    InvalidRuleException(InputFault fault, List<FieldProblem> problems) {
        super(fault, problems);
    }
}
