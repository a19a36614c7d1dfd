package io.minicrm.template;

/** A template that cannot be read; says where and how to mend it, in words for whoever wrote it. */
public final class TemplateSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;

    TemplateSyntaxException(int line, int column, String problem) {
        super("line %d, column %d: %s".formatted(line, column, problem));
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** The line at fault, from 1. */
    public int line() {
        return line;
    }

    /** The column at fault, from 1. */
    public int column() {
        return column;
    }

    /** What is wrong there, and the mend. */
    public String problem() {
        return problem;
    }
}
