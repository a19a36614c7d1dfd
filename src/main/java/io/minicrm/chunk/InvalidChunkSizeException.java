package io.minicrm.chunk;

/** A chunk size that cannot be used; says where it was given, which value, which range is allowed. */
public final class InvalidChunkSizeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /**
     * @param field where the size was given: {@code chunk_size}, or an environment variable
     * @param problem what is wrong and what to do, a sentence without its subject
     */
    InvalidChunkSizeException(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
        this.problem = problem;
    }

    /** Where the size was given: {@code chunk_size} for a request, else the environment variable. */
    public String field() {
        return field;
    }

    /** What is wrong with it, and the mend. */
    public String problem() {
        return problem;
    }
}
