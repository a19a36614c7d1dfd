package io.minicrm.template;

/** What {@code if}, {@code elsif} and {@code unless} test. */
sealed interface Condition {

    /** True unless the value is nil or false. */
    record Truth(Expression value) implements Condition {}

    /** A comparison of two values. */
    record Comparison(Expression left, Operator operator, Expression right) implements Condition {}

    /** {@code left and right}. */
    record And(Condition left, Condition right) implements Condition {}

    /** {@code left or right}. */
    record Or(Condition left, Condition right) implements Condition {}

    /** The negation, for {@code unless}. */
    record Not(Condition condition) implements Condition {}

    /** The operators of comparisons. */
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        CONTAINS
    }
}
