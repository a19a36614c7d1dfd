package io.minicrm.launch;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A campaign that cannot be created as ordered. */
public final class InvalidCampaignException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidCampaignException(List<FieldProblem> problems) {
        super(problems);
    }

    InvalidCampaignException(InputFault fault, List<FieldProblem> problems) {
        super(fault, problems);
    }
}
