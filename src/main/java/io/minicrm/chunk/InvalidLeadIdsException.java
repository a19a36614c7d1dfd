package io.minicrm.chunk;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/**
 * Lead ids that cannot be divided into chunks. Names the first {@value Chunker#MAX_PROBLEMS} ids at fault by their
 * position, counted from 0: {@code lead_ids[3]}.
 */
public final class InvalidLeadIdsException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    InvalidLeadIdsException(List<FieldProblem> problems) {
        super(problems);
    }
}
