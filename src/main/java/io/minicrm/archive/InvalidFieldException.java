package io.minicrm.archive;

import org.jspecify.annotations.Nullable;

/** A field of a line is not what it has to be; whoever knows the line says where. */
final class InvalidFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    InvalidFieldException(String field, String problem, @Nullable Throwable cause) {
        super(field + " " + problem, cause);
        this.field = field;
        this.problem = problem;
    }

    InvalidFieldException(String field, String problem) {
        this(field, problem, null);
    }

    InvalidArchiveException at(long line) {
        var located = new InvalidArchiveException(line, field, problem);
        located.initCause(this);
        return located;
    }
}
