package io.minicrm.template;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import java.util.List;

/** A template that cannot be parsed. Its message gives the position, what is wrong there and how to fix it. */
public final class TemplateSyntaxException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String detail;

    /**
     * @param line the line at fault, from 1
     * @param column the column at fault, from 1
     * @param detail what is wrong there and how to fix it
     */
    TemplateSyntaxException(int line, int column, String detail) {
        this(line, column, "line %d, column %d: %s".formatted(line, column, detail), detail);
    }

    private TemplateSyntaxException(int line, int column, String message, String detail) {
        super(message, List.of(new FieldProblem("template", message)));
        this.line = line;
        this.column = column;
        this.detail = detail;
    }

    /** The line at fault, from 1. */
    public int line() {
        return line;
    }

    /** The column at fault, from 1. */
    public int column() {
        return column;
    }

    /** What is wrong there and how to fix it. */
    public String detail() {
        return detail;
    }
}
