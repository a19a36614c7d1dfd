package io.minicrm.chunk;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;

/** A chunk size outside its range. */
public final class InvalidChunkSizeException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    /**
     * @param field where the size was given: {@code chunk_size} for a request
     * @param message the value and the allowed range, a sentence without its subject
     */
    InvalidChunkSizeException(String field, String message) {
        super(new FieldProblem(field, message));
    }
}
