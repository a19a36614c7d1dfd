package io.minicrm.lead;

/** A file or mapping that cannot be imported at all; nothing of it is stored. Says what is wrong and how to mend it. */
public final class InvalidImportException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /**
     * @param field the parameter or column at fault, or {@code file}
     * @param problem what is wrong and what to do, a sentence without its subject
     */
    InvalidImportException(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
        this.problem = problem;
    }

    /** The parameter or column at fault, or {@code file}. */
    public String field() {
        return field;
    }

    /** What is wrong with it, and the mend. */
    public String problem() {
        return problem;
    }
}
