package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;

/** A question that cannot be asked that way; says which part is wrong and what it may be. */
public final class InvalidQueryException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    InvalidQueryException(String field, String problem) {
        this(field, problem, null);
    }

    InvalidQueryException(String field, String problem, @Nullable Throwable cause) {
        super(field + " " + problem, cause);
        this.field = field;
        this.problem = problem;
    }

    /** What is wrong with it, and what it may be. */
    public String problem() {
        return problem;
    }

    /** The part of the question: {@code from}, {@code where}, {@code cursor} and so on. */
    public String field() {
        return field;
    }
}
