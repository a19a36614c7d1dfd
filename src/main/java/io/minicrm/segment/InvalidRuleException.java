package io.minicrm.segment;

import java.util.List;
import java.util.stream.Collectors;

/** A rule that cannot be taken; names every problem that was found, with its place in the JSON. */
public final class InvalidRuleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param path where, from the root of the rule: {@code rules[1].value}; empty for the root itself
     * @param message what is wrong and how to mend it
     */
    public record Problem(String path, String message) implements java.io.Serializable {

        @Override
        public String toString() {
            return path.isEmpty() ? message : path + ": " + message;
        }
    }

    private final List<Problem> problems;

    InvalidRuleException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in order of the JSON; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
