package io.minicrm.template;

import io.minicrm.template.Expression.FilterCall;
import io.minicrm.template.Expression.Filtered;
import io.minicrm.template.Expression.Step;
import io.minicrm.template.Node.Block;
import io.minicrm.template.Node.Branch;
import io.minicrm.template.Node.Loop;
import io.minicrm.template.Node.When;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders nodes for one lead. One instance renders once.
 *
 * <p>Every node writes to {@link #out}; a block whose text is a value, such as that of {@code capture}, gets a writer
 * of its own for that time. The value that a node returns says whether a {@code break} or {@code continue} was reached.
 * Every node and every value that a filter makes is paid from the {@link RenderBudget}.
 */
final class Renderer {

    /** How rendering goes on after a node. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private static final int USUAL_LENGTH = 250;
    private static final String FOR_LOOP = "forloop";
    private static final String TABLE_LOOP = "tablerowloop";

    private final RenderBudget budget = new RenderBudget();
    private final Scope scope;
    private StringBuilder out = new StringBuilder(USUAL_LENGTH);
    private String lastChanged = "";
    /** Where the loops of each name ended, for {@code offset: continue}. */
    private @Nullable Map<String, Integer> loopEnds;

    private @Nullable Map<String, Integer> cycles;

    private Renderer(Map<String, ?> lead) {
        this.scope = new Scope(lead, budget);
    }

    /** @throws TemplateRenderException if a value does not fit or a limit is exceeded */
    static String render(Block template, Map<String, ?> lead) {
        var renderer = new Renderer(lead);
        renderer.render(template);
        return renderer.out.toString();
    }

    private Flow render(Block block) {
        for (Node node : block.nodes()) {
            Flow flow = render(node);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow render(Node node) {
        budget.spend(RenderBudget.NODE);
        return switch (node) {
            case Node.Text(String text) -> write(text);
            case Node.Output(Filtered value) -> write(Values.text(evaluate(value)));
            case Node.Assign(String name, Filtered value) -> {
                scope.assign(name, evaluate(value));
                yield Flow.NEXT;
            }
            case Node.Capture(String name, Block body) -> {
                var captured = new Captured();
                Flow flow = captured.render(body);
                scope.assign(name, captured.text);
                yield flow;
            }
            case Node.If(List<Branch> branches, Block otherwise) -> renderIf(branches, otherwise);
            case Node.Case(Expression subject, List<When> whens) -> renderCase(evaluate(subject), whens);
            case Node.For loop -> renderFor(loop);
            case Node.TableRow table -> renderTable(table);
            case Node.Cycle cycle -> write(Values.text(next(cycle)));
            case Node.Increment(String name) -> write(Long.toString(scope.count(name, 1) - 1));
            case Node.Decrement(String name) -> write(Long.toString(scope.count(name, -1)));
            case Node.IfChanged(Block body) -> renderIfChanged(body);
            case Node.Break _ -> Flow.BREAK;
            case Node.Continue _ -> Flow.CONTINUE;
        };
    }

    private Flow write(String text) {
        budget.spend(text.length());
        RenderBudget.checkText((long) out.length() + text.length());
        out.append(text);
        return Flow.NEXT;
    }

    /** The text of a block, kept instead of written. */
    private final class Captured {

        private String text = "";

        Flow render(Block body) {
            StringBuilder outer = out;
            out = new StringBuilder();
            Flow flow = Renderer.this.render(body);
            text = out.toString();
            out = outer;
            return flow;
        }
    }

    private Flow renderIf(List<Branch> branches, Block otherwise) {
        for (Branch branch : branches) {
            if (holds(branch.condition())) {
                return render(branch.body());
            }
        }
        return render(otherwise);
    }

    private Flow renderCase(@Nullable Object subject, List<When> whens) {
        boolean matched = false;
        for (When when : whens) {
            List<Expression> values = when.values();
            int times = values == null ? matched ? 0 : 1 : matches(subject, values);
            matched |= values != null && times > 0;
            for (int i = 0; i < times; i++) {
                Flow flow = render(when.body());
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
        }
        return Flow.NEXT;
    }

    private int matches(@Nullable Object subject, List<Expression> values) {
        return (int) values.stream()
                .filter(value -> compare(subject, Condition.Operator.EQUAL, evaluate(value)))
                .count();
    }

    private Flow renderIfChanged(Block body) {
        var captured = new Captured();
        Flow flow = captured.render(body);
        if (!captured.text.equals(lastChanged)) {
            lastChanged = captured.text;
            write(captured.text);
        }
        return flow;
    }

    private Flow renderFor(Node.For node) {
        List<?> items = items(node.loop());
        if (items.isEmpty()) {
            return render(node.otherwise());
        }
        List<?> ordered = node.reversed() ? items.reversed() : items;
        LoopState state = LoopState.ofFor(node.loop().name(), ordered.size(), scope.currentFor());
        for (Object item : ordered) {
            budget.iterate();
            scope.enterLoop(node.loop().variable(), item, FOR_LOOP, state);
            Flow flow = render(node.body());
            scope.leaveLoop();
            if (flow == Flow.BREAK) {
                break;
            }
            state.advance();
        }
        return Flow.NEXT;
    }

    private Flow renderTable(Node.TableRow node) {
        List<?> items = items(node.loop());
        Expression given = node.columns();
        int columns = given == null ? Math.max(1, items.size()) : Math.max(1, Integers.truncated(evaluate(given)));
        LoopState state = LoopState.ofTable(items.size(), columns);
        write("<tr class=\"row1\">\n");
        for (Object item : items) {
            budget.iterate();
            write("<td class=\"col%d\">".formatted(state.column()));
            scope.enterLoop(node.loop().variable(), item, TABLE_LOOP, state);
            Flow flow = render(node.body());
            scope.leaveLoop();
            write("</td>");
            if (flow == Flow.BREAK) {
                break;
            }
            if (state.isLastColumn() && !state.isLast()) {
                write("</tr>\n<tr class=\"row%d\">".formatted(state.row() + 1));
            }
            state.advance();
        }
        return write("</tr>\n");
    }

    /** The items of a loop, after offset and limit. */
    private List<?> items(Loop loop) {
        Object value = evaluate(loop.items());
        if (value instanceof Map<?, ?> object) {
            budget.spend(object.size());
        }
        List<?> items = iterable(value);
        if (loopEnds == null) {
            loopEnds = new HashMap<>();
        }
        int offset = loop.continues()
                ? loopEnds.getOrDefault(loop.name(), 0)
                : loop.offset() == null ? 0 : bound(loop.offset());
        int start = Math.clamp(offset, 0, items.size());
        int limit = loop.limit() == null ? items.size() : Math.max(0, bound(loop.limit()));
        int end = (int) Math.min(items.size(), (long) start + limit);
        loopEnds.put(loop.name(), end);
        if (end - start > RenderBudget.MAX_ITEMS) {
            throw RenderBudget.tooManyItems();
        }
        return items.subList(start, end);
    }

    private int bound(Expression expression) {
        Object value = evaluate(expression);
        return value == null ? 0 : Integers.truncated(value);
    }

    private static List<?> iterable(@Nullable Object value) {
        return switch (value) {
            case List<?> items -> items;
            case NumberRange range -> range.items();
            case Map<?, ?> object -> Values.pairs(object);
            case String text -> text.isEmpty() ? List.of() : List.of(text);
            case null, default -> List.of();
        };
    }

    private @Nullable Object next(Node.Cycle cycle) {
        if (cycles == null) {
            cycles = new HashMap<>();
        }
        Expression group = cycle.group();
        String key = "values:" + cycle.key();
        if (group != null) {
            Object value = evaluate(group);
            budget.spendValue(value);
            key = "group:" + Values.text(value);
        }
        int index = cycles.getOrDefault(key, 0);
        List<Expression> values = cycle.values();
        cycles.put(key, index + 1 >= values.size() ? 0 : index + 1);
        return index < values.size() ? evaluate(values.get(index)) : null;
    }

    private boolean holds(Condition condition) {
        budget.spend(RenderBudget.NODE);
        return switch (condition) {
            case Condition.Truth(Expression value) -> Values.isTrue(evaluate(value));
            case Condition.And(Condition left, Condition right) -> holds(left) && holds(right);
            case Condition.Or(Condition left, Condition right) -> holds(left) || holds(right);
            case Condition.Not(Condition inner) -> !holds(inner);
            case Condition.Comparison(Expression left, Condition.Operator operator, Expression right) ->
                compare(evaluate(left), operator, evaluate(right));
        };
    }

    private boolean compare(@Nullable Object left, Condition.Operator operator, @Nullable Object right) {
        budget.spendComparison(left, right);
        return switch (operator) {
            case EQUAL -> Values.areEqual(left, right);
            case NOT_EQUAL -> !Values.areEqual(left, right);
            case CONTAINS -> Values.contains(left, right, budget);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
                Integer order = Values.compare(left, right);
                yield order != null
                        && switch (operator) {
                            case LESS -> order < 0;
                            case LESS_OR_EQUAL -> order <= 0;
                            case GREATER -> order > 0;
                            default -> order >= 0;
                        };
            }
        };
    }

    private @Nullable Object evaluate(Filtered filtered) {
        Object value = evaluate(filtered.value());
        for (FilterCall call : filtered.filters()) {
            value = apply(call, value);
        }
        return value;
    }

    private @Nullable Object apply(FilterCall call, @Nullable Object input) {
        budget.spend(RenderBudget.NODE);
        budget.spendValue(input);
        var values = new ArrayList<@Nullable Object>(call.arguments().size());
        for (Expression argument : call.arguments()) {
            Object value = evaluate(argument);
            budget.spendValue(value);
            values.add(value);
        }
        Map<String, @Nullable Object> named = Map.of();
        if (!call.named().isEmpty()) {
            named = new HashMap<>();
            for (Map.Entry<String, Expression> argument : call.named().entrySet()) {
                named.put(argument.getKey(), evaluate(argument.getValue()));
            }
        }
        Object result = call.filter().apply(input, new Filter.Arguments(values, named, budget));
        budget.spendValue(result);
        return result;
    }

    private @Nullable Object evaluate(Expression expression) {
        return switch (expression) {
            case Expression.Literal(Object value) -> value;
            case Expression.Variable(String name, List<Step> path) ->
                path.isEmpty() ? scope.find(name) : find(name, path);
            case Expression.Range(Expression from, Expression to) ->
                new NumberRange(rangeEnd(evaluate(from)), rangeEnd(evaluate(to)));
        };
    }

    private @Nullable Object find(String name, List<Step> path) {
        Object value = scope.find(name);
        for (Step step : path) {
            budget.spend(RenderBudget.NODE);
            value = switch (step) {
                case Step.Property(String property) -> Values.property(value, property);
                case Step.Index(Expression key) -> Values.item(value, evaluate(key));
            };
        }
        return value;
    }

    private static long rangeEnd(@Nullable Object value) {
        return Numbers.saturated(Numbers.of(value));
    }
}
