package io.minicrm.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template that has a value. */
sealed interface Expression {

    /** A text, a number, true, false, nil, empty or blank. */
    record Literal(@Nullable Object value) implements Expression {}

    /**
     * A variable and a path into it, such as {@code order.items[0]}.
     *
     * @param path empty for the variable itself
     */
    record Variable(String name, List<Step> path) implements Expression {}

    /** {@code (from..to)}. */
    record Range(Expression from, Expression to) implements Expression {}

    /** One step of a path. */
    sealed interface Step {

        /** {@code .name}. */
        record Property(String name) implements Step {}

        /** {@code [key]}. */
        record Index(Expression key) implements Step {}
    }

    /** A value and the filters that are applied to it, in order. */
    record Filtered(Expression value, List<FilterCall> filters) {}

    /**
     * A filter with its arguments.
     *
     * @param named arguments with a name, such as {@code allow_false: true}
     */
    record FilterCall(String name, Filter filter, List<Expression> arguments, Map<String, Expression> named) {}
}
