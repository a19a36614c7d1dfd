package io.minicrm.lead;

/** A lead that cannot be taken; says which field is wrong and how to mend it. */
public final class InvalidLeadException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /**
     * @param field the field at fault, as the user named it
     * @param problem what is wrong and what to do, a sentence without its subject
     */
    public InvalidLeadException(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
        this.problem = problem;
    }

    /** The field at fault. */
    public String field() {
        return field;
    }

    /** What is wrong with it, and the mend. */
    public String problem() {
        return problem;
    }
}
