package io.minicrm.archive;

/** A file is no archive, or not a whole one. */
public final class InvalidArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final String field;

    /**
     * @param line the line at fault, from 1
     * @param field the field at fault; empty when it is the whole line
     * @param problem what is wrong with it, with the value, and what to do
     */
    InvalidArchiveException(long line, String field, String problem) {
        super("line %,d: %s%s%s".formatted(line, field, field.isEmpty() ? "" : " ", problem));
        this.line = line;
        this.field = field;
    }

    /** The line at fault, from 1. */
    public long line() {
        return line;
    }

    /** The field at fault; empty when it is the whole line. */
    public String field() {
        return field;
    }
}
