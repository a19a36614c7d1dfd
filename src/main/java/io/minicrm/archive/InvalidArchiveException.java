package io.minicrm.archive;

/** A file is not an archive, or is incomplete. */
public final class InvalidArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final String field;

    /**
     * @param line the number of the invalid line, from 1
     * @param field the invalid field; empty if the whole line is invalid
     * @param problem what is wrong, with the value, and what to do
     */
    InvalidArchiveException(long line, String field, String problem) {
        super("line %,d: %s%s%s".formatted(line, field, field.isEmpty() ? "" : " ", problem));
        this.line = line;
        this.field = field;
    }

    /** The number of the invalid line, from 1. */
    public long line() {
        return line;
    }

    /** The invalid field; empty if the whole line is invalid. */
    public String field() {
        return field;
    }
}
