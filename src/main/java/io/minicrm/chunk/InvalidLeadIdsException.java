package io.minicrm.chunk;

import java.util.List;

/** Lead ids that cannot be cut into chunks; names each one at fault by its place, counted from 0. */
public final class InvalidLeadIdsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidLeadIdsException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one entry a lead id, the first {@value Chunker#MAX_PROBLEMS} at most. */
    public List<String> problems() {
        return problems;
    }
}
