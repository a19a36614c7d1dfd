package io.minicrm.template;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one rendering. A name is looked up in the loops from the innermost outwards, then among the
 * variables that the template assigned, the counters, and the values of the lead.
 */
final class Scope {

    private record LoopVariables(
            String variable,
            @Nullable Object item,
            String stateName,
            LoopState state,
            @Nullable LoopVariables outer) {}

    private static final int MAX_DEPTH = 20;

    private final Map<String, ?> lead;
    private final RenderBudget budget;
    private @Nullable LoopVariables innermost;
    private @Nullable Map<String, @Nullable Object> assigned;
    private @Nullable Map<String, Object> containers;
    private @Nullable Map<String, Long> counters;

    Scope(Map<String, ?> lead, RenderBudget budget) {
        this.lead = lead;
        this.budget = budget;
    }

    @Nullable
    Object find(String name) {
        for (LoopVariables loop = innermost; loop != null; loop = loop.outer) {
            if (loop.variable.equals(name)) {
                return loop.item;
            }
            if (loop.stateName.equals(name)) {
                return loop.state;
            }
        }
        if (assigned != null && assigned.containsKey(name)) {
            return assigned.get(name);
        }
        if (counters != null && counters.containsKey(name)) {
            return counters.get(name);
        }
        Object value = lead.get(name);
        return value == null ? null : ofLead(name, value);
    }

    void assign(String name, @Nullable Object value) {
        if (assigned == null) {
            assigned = new HashMap<>();
        }
        assigned.put(name, value);
    }

    /** Adds to a counter, which starts at 0, and returns its new value. */
    long count(String name, int step) {
        if (counters == null) {
            counters = new HashMap<>();
        }
        return counters.merge(name, (long) step, Long::sum);
    }

    void enterLoop(String variable, @Nullable Object item, String stateName, LoopState state) {
        innermost = new LoopVariables(variable, item, stateName, state, innermost);
    }

    void leaveLoop() {
        if (innermost != null) {
            innermost = innermost.outer;
        }
    }

    /** The loop that encloses the current position. */
    @Nullable
    LoopState currentFor() {
        for (LoopVariables loop = innermost; loop != null; loop = loop.outer) {
            if (loop.stateName.equals("forloop")) {
                return loop.state;
            }
        }
        return null;
    }

    /**
     * A value of the lead as a value of templates. Lists and objects are converted once, because templates may read
     * them often.
     *
     * @throws TemplateRenderException if the value is of another kind
     */
    private Object ofLead(String name, Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag;
            case Number number -> Numbers.ofLead(number);
            case CharSequence text -> text.toString();
            default -> {
                if (containers == null) {
                    containers = new HashMap<>();
                }
                Object converted = containers.get(name);
                if (converted == null) {
                    converted = container(name, value, MAX_DEPTH);
                    budget.spendValue(converted);
                    containers.put(name, converted);
                }
                yield converted;
            }
        };
    }

    private Object container(String name, Object value, int depth) {
        if (depth == 0) {
            throw new TemplateRenderException("%s is nested more than %d deep".formatted(name, MAX_DEPTH));
        }
        return switch (value) {
            case Collection<?> items -> {
                checkSize(items.size());
                yield items.stream()
                        .<@Nullable Object>map(item -> item == null ? null : converted(name, item, depth - 1))
                        .toList();
            }
            case Map<?, ?> object -> {
                checkSize(object.size());
                var converted = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(object.size());
                object.forEach((key, item) ->
                        converted.put(String.valueOf(key), item == null ? null : converted(name, item, depth - 1)));
                yield converted;
            }
            default ->
                throw new TemplateRenderException(
                        "%s is a %s; a template takes texts, numbers, true, false, lists and objects"
                                .formatted(name, value.getClass().getSimpleName()));
        };
    }

    private Object converted(String name, Object value, int depth) {
        return value instanceof Collection || value instanceof Map
                ? container(name, value, depth)
                : ofLead(name, value);
    }

    private static void checkSize(int size) {
        if (size > RenderBudget.MAX_ITEMS) {
            throw RenderBudget.tooManyItems();
        }
    }
}
