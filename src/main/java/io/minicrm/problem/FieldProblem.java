package io.minicrm.problem;

import java.io.Serializable;

/**
 * A field that cannot be accepted.
 *
 * @param field the field as the sender names it: a path such as {@code rules.rules[0].value}, a column or a parameter;
 *     empty for the input as a whole
 * @param message what is wrong and how to fix it, a sentence without its subject: {@code is empty; give a name}
 */
public record FieldProblem(String field, String message) implements Serializable {

    /**
     * The same problem in an object that contains this one: {@code value} in {@code rules} becomes {@code rules.value}.
     */
    public FieldProblem in(String parent) {
        return new FieldProblem(field.isEmpty() ? parent : parent + "." + field, message);
    }

    /** A sentence: field and message. */
    @Override
    public String toString() {
        return field.isEmpty() ? message : field + " " + message;
    }
}
