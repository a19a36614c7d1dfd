package io.minicrm.template;

import io.minicrm.template.Expression.FilterCall;
import io.minicrm.template.Expression.Filtered;
import io.minicrm.template.Node.Block;
import io.minicrm.template.Node.Loop;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the variables that a template may read from the lead. Only these values travel with a message, so the result
 * may contain a name too many, but never a name too few.
 *
 * <p>A variable that the template assigns is read from the lead only where it may not be assigned yet: before the
 * assignment, or after it if the assignment is in a branch or in a loop, which may not have been run. In
 *
 * <pre>{@code
 * {% if vip %}{% assign greeting = "Dear" %}{% endif %}{{ greeting }} {{ name }}
 * }</pre>
 *
 * <p>the variables are {@code greeting}, {@code name} and {@code vip}. With an {@code else} that assigns {@code
 * greeting} as well, they are {@code name} and {@code vip}.
 *
 * <p>Some of these variables are required: the template reads them and says nothing about leads that lack them. A
 * variable is not required where the filter {@code default} follows it, where an {@code if} asks whether it has a
 * value, and inside of such an {@code if}. In
 *
 * <pre>{@code
 * Hi {{ name | default: "there" }}{% if voucher %}, use {{ voucher }}{% endif %} in {{ city }}!
 * }</pre>
 *
 * <p>only {@code city} is required.
 *
 * <p>Every method takes the names that certainly are assigned before a part and returns those that are assigned after
 * it.
 */
final class FreeVariables {

    private static final String DEFAULT = "default";

    private final Set<String> free = new TreeSet<>();
    private final Set<String> required = new TreeSet<>();
    /** The variables that an {@code if} around the current position asks for. */
    private Set<String> asked = Set.of();

    private FreeVariables() {}

    /** Finds the variables of a template. */
    static FreeVariables of(Block template) {
        var variables = new FreeVariables();
        variables.block(template, Set.of());
        return variables;
    }

    /** All variables, sorted. */
    Set<String> all() {
        return Collections.unmodifiableSet(free);
    }

    /** The variables that are required, sorted. */
    Set<String> required() {
        return Collections.unmodifiableSet(required);
    }

    private Set<String> block(Block block, Set<String> assigned) {
        Set<String> after = assigned;
        for (Node node : block.nodes()) {
            after = node(node, after);
        }
        return after;
    }

    private Set<String> node(Node node, Set<String> assigned) {
        return switch (node) {
            case Node.Text _, Node.Break _, Node.Continue _ -> assigned;
            case Node.Output(Filtered value) -> {
                filtered(value, assigned);
                yield assigned;
            }
            case Node.Assign(String name, Filtered value) -> {
                filtered(value, assigned);
                yield with(assigned, name);
            }
            case Node.Capture(String name, Block body) -> with(block(body, assigned), name);
            case Node.If choice -> choice(choice, assigned);
            case Node.Case choice -> choice(choice, assigned);
            case Node.For loop -> {
                loop(loop.loop(), loop.body(), "forloop", assigned);
                block(loop.otherwise(), assigned);
                yield assigned;
            }
            case Node.TableRow table -> {
                expressions(Collections.singletonList(table.columns()), assigned);
                loop(table.loop(), table.body(), "tablerowloop", assigned);
                yield assigned;
            }
            case Node.Cycle cycle -> {
                expressions(Collections.singletonList(cycle.group()), assigned);
                expressions(cycle.values(), assigned);
                yield assigned;
            }
            case Node.Increment(String name) -> with(assigned, name);
            case Node.Decrement(String name) -> with(assigned, name);
            case Node.IfChanged(Block body) -> block(body, assigned);
        };
    }

    private Set<String> choice(Node.If choice, Set<String> assigned) {
        Set<String> askedAround = asked;
        Set<String> after = null;
        for (Node.Branch branch : choice.branches()) {
            condition(branch.condition(), assigned);
            after = common(after, block(branch.body(), assigned));
        }
        after = common(after, block(choice.otherwise(), assigned));
        asked = askedAround;
        return after;
    }

    private Set<String> choice(Node.Case choice, Set<String> assigned) {
        expression(choice.subject(), assigned);
        Set<String> after = null;
        boolean complete = false;
        for (Node.When when : choice.whens()) {
            complete |= when.values() == null;
            expressions(when.values() == null ? List.of() : when.values(), assigned);
            after = common(after, block(when.body(), assigned));
        }
        return complete && after != null ? after : assigned;
    }

    private void loop(Loop loop, Block body, String state, Set<String> assigned) {
        expression(loop.items(), assigned);
        expressions(Collections.singletonList(loop.limit()), assigned);
        expressions(Collections.singletonList(loop.offset()), assigned);
        block(body, with(with(assigned, loop.variable()), state));
    }

    private void filtered(Filtered value, Set<String> assigned) {
        List<FilterCall> calls = value.filters();
        int lastDefault = -1;
        for (int i = 0; i < calls.size(); i++) {
            lastDefault = calls.get(i).name().equals(DEFAULT) ? i : lastDefault;
        }
        read(value.value(), lastDefault >= 0, assigned);
        for (int i = 0; i < calls.size(); i++) {
            FilterCall call = calls.get(i);
            // In {{ nickname | default: name | default: "you" }}, nobody needs a name either.
            boolean hasDefault = i < lastDefault && call.name().equals(DEFAULT);
            call.arguments().forEach(argument -> read(argument, hasDefault, assigned));
            expressions(call.named().values(), assigned);
        }
    }

    private void read(Expression expression, boolean hasDefault, Set<String> assigned) {
        if (hasDefault) {
            Set<String> askedAround = asked;
            ask(expression, assigned);
            asked = askedAround;
        } else {
            expression(expression, assigned);
        }
    }

    private void condition(Condition condition, Set<String> assigned) {
        switch (condition) {
            case Condition.Truth(Expression value) -> ask(value, assigned);
            case Condition.Comparison(Expression left, Condition.Operator _, Expression right) -> {
                if (isNothing(left) || isNothing(right)) {
                    ask(left, assigned);
                    ask(right, assigned);
                } else {
                    expression(left, assigned);
                    expression(right, assigned);
                }
            }
            case Condition.And(Condition left, Condition right) -> {
                condition(left, assigned);
                condition(right, assigned);
            }
            case Condition.Or(Condition left, Condition right) -> {
                condition(left, assigned);
                condition(right, assigned);
            }
            case Condition.Not(Condition inner) -> condition(inner, assigned);
        }
    }

    /** Whether the comparison with this value asks if there is a value. */
    private static boolean isNothing(Expression expression) {
        return expression instanceof Expression.Literal(Object value) && (value == null || value instanceof Special);
    }

    /** Notes that the template asks whether the expression has a value. */
    private void ask(Expression expression, Set<String> assigned) {
        if (expression instanceof Expression.Variable variable) {
            asked = with(asked, variable.name());
        }
        expression(expression, assigned);
    }

    private void expressions(Collection<? extends @Nullable Expression> expressions, Set<String> assigned) {
        for (Expression expression : expressions) {
            if (expression != null) {
                expression(expression, assigned);
            }
        }
    }

    private void expression(Expression expression, Set<String> assigned) {
        switch (expression) {
            case Expression.Literal _ -> {
                // A literal reads nothing.
            }
            case Expression.Variable(String name, List<Expression.Step> path) -> {
                if (!assigned.contains(name)) {
                    free.add(name);
                    if (!asked.contains(name)) {
                        required.add(name);
                    }
                }
                for (Expression.Step step : path) {
                    if (step instanceof Expression.Step.Index(Expression key)) {
                        expression(key, assigned);
                    }
                }
            }
            case Expression.Range(Expression from, Expression to) -> {
                expression(from, assigned);
                expression(to, assigned);
            }
        }
    }

    private static Set<String> with(Set<String> names, String name) {
        if (names.contains(name)) {
            return names;
        }
        var more = new HashSet<>(names);
        more.add(name);
        return more;
    }

    private static Set<String> common(@Nullable Set<String> names, Set<String> others) {
        if (names == null) {
            return others;
        }
        var both = new HashSet<>(names);
        both.retainAll(others);
        return both;
    }
}
