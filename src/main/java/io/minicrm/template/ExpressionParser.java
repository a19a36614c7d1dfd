package io.minicrm.template;

import io.minicrm.template.Expression.FilterCall;
import io.minicrm.template.Expression.Filtered;
import io.minicrm.template.Expression.Step;
import io.minicrm.template.Markup.Lexeme;
import io.minicrm.template.Markup.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the expressions of one tag by recursive descent. The number of operators, brackets and filters in a tag is
 * limited, which also limits the depth of the recursion here and in the renderer.
 *
 * <p>{@code and} and {@code or} have the same precedence and are right-associative, as in Shopify's Liquid: {@code a
 * and b or c} means {@code a and (b or c)}. Parentheses group conditions, which is an extension.
 */
final class ExpressionParser {

    private static final int MAX_TERMS = 60;

    private static final Map<String, Literal> LITERALS = Map.of(
            "true", new Literal(true),
            "false", new Literal(false),
            "nil", new Literal(null),
            "null", new Literal(null),
            "empty", new Literal(Special.EMPTY),
            "blank", new Literal(Special.BLANK));

    private static final Map<String, Condition.Operator> OPERATORS = Map.of(
            "==", Condition.Operator.EQUAL,
            "!=", Condition.Operator.NOT_EQUAL,
            "<>", Condition.Operator.NOT_EQUAL,
            "<", Condition.Operator.LESS,
            "<=", Condition.Operator.LESS_OR_EQUAL,
            ">", Condition.Operator.GREATER,
            ">=", Condition.Operator.GREATER_OR_EQUAL,
            "contains", Condition.Operator.CONTAINS);

    private record Literal(@Nullable Object value) {}

    private final Markup markup;
    private int terms;

    ExpressionParser(Markup markup) {
        this.markup = markup;
    }

    /** A value with its filters. */
    Filtered filtered() {
        Expression value = expression();
        var filters = new ArrayList<FilterCall>();
        while (markup.accept("|")) {
            countTerm();
            filters.add(filter());
        }
        return new Filtered(value, List.copyOf(filters));
    }

    private FilterCall filter() {
        int at = markup.peek().at();
        String name = markup.expectName("the name of a filter");
        Filters.Definition definition = Filters.find(name);
        if (definition == null) {
            throw markup.error(
                    at, "there is no filter \"%s\"; use one of %s".formatted(name, String.join(", ", Filters.names())));
        }
        var arguments = new ArrayList<Expression>();
        var named = new LinkedHashMap<String, Expression>();
        if (markup.accept(":")) {
            do {
                countTerm();
                argument(definition, arguments, named);
            } while (markup.accept(","));
        }
        int given = arguments.size();
        if (given < definition.minArguments() || given > definition.maxArguments()) {
            throw markup.error(at, "the filter %s takes %s, not %d".formatted(name, definition.argumentCount(), given));
        }
        return new FilterCall(name, definition.filter(), List.copyOf(arguments), Map.copyOf(named));
    }

    private void argument(Filters.Definition definition, List<Expression> arguments, Map<String, Expression> named) {
        Lexeme lexeme = markup.peek();
        if (lexeme.type() == Type.NAME && markup.peekSecond().is(":")) {
            if (!definition.named().contains(lexeme.text())) {
                throw markup.unexpected("a value");
            }
            markup.take();
            markup.expect(":");
            named.put(lexeme.text(), expression());
        } else {
            arguments.add(expression());
        }
    }

    /** A value without filters. */
    Expression expression() {
        Lexeme lexeme = markup.peek();
        return switch (lexeme.type()) {
            case NUMBER -> new Expression.Literal(number(markup.take()));
            case TEXT -> new Expression.Literal(markup.take().text());
            case NAME -> {
                Literal literal = LITERALS.get(lexeme.text());
                markup.take();
                yield literal == null || markup.peek().is(".") || markup.peek().is("[")
                        ? new Expression.Variable(lexeme.text(), path())
                        : new Expression.Literal(literal.value());
            }
            case SYMBOL -> {
                if (lexeme.is("(")) {
                    yield range();
                }
                if (lexeme.is("[")) {
                    yield quotedVariable();
                }
                throw markup.unexpected("a value");
            }
            case END -> throw markup.unexpected("a value");
        };
    }

    private Object number(Lexeme lexeme) {
        try {
            return Numbers.parse(lexeme.text());
        } catch (TemplateRenderException tooLong) {
            throw markup.error(
                    lexeme.at(), "this number is too long; %d digits is the limit".formatted(Numbers.MAX_DIGITS));
        }
    }

    private Expression range() {
        countTerm();
        markup.expect("(");
        Expression from = expression();
        markup.expect("..");
        Expression to = expression();
        markup.expect(")");
        return new Expression.Range(from, to);
    }

    /** {@code ["last visit"]}. */
    private Expression quotedVariable() {
        markup.expect("[");
        Lexeme name = markup.peek();
        if (name.type() != Type.TEXT) {
            // The variables of such a template would be known only when it renders, but only the variables that are
            // known before travel with a message.
            throw markup.error(
                    "[%s] would read a variable whose name is in another one; write {{ name }} or {{ [\"the name\"] }}"
                            .formatted(name.text()));
        }
        markup.take();
        markup.expect("]");
        return new Expression.Variable(name.text(), path());
    }

    private List<Step> path() {
        var steps = new ArrayList<Step>();
        while (true) {
            if (markup.accept(".")) {
                steps.add(new Step.Property(markup.expectName("a name")));
            } else if (markup.accept("[")) {
                countTerm();
                Expression key = expression();
                markup.expect("]");
                steps.add(new Step.Index(key));
            } else {
                return List.copyOf(steps);
            }
        }
    }

    /** The condition of an {@code if} or {@code unless}. */
    Condition condition() {
        Condition left = comparison();
        if (markup.accept("and")) {
            countTerm();
            return new Condition.And(left, condition());
        }
        if (markup.accept("or")) {
            countTerm();
            return new Condition.Or(left, condition());
        }
        return left;
    }

    private Condition comparison() {
        if (markup.peek().is("(") && !markup.startsRange()) {
            countTerm();
            markup.expect("(");
            Condition inner = condition();
            markup.expect(")");
            return inner;
        }
        Expression left = expression();
        Condition.Operator operator = OPERATORS.get(markup.peek().text());
        if (operator == null || markup.peek().type() == Type.TEXT) {
            return new Condition.Truth(left);
        }
        countTerm();
        markup.take();
        return new Condition.Comparison(left, operator, expression());
    }

    private void countTerm() {
        terms++;
        if (terms > MAX_TERMS) {
            throw markup.error(
                    "there are more than %d conditions and filters in one tag; use fewer".formatted(MAX_TERMS));
        }
    }
}
