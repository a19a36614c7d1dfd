package io.minicrm.template;

import io.minicrm.template.Filter.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Filters on lists. Other values count as lists, too: an object as a list of itself, nothing as the empty list,
 * anything else as a list of one item. Most filters flatten lists of lists.
 *
 * <p>Filters with a property read it from each item: the value in an object, the property itself if a text contains it.
 * They end without a result at an item that has no properties, such as nil, and fail at a number.
 */
final class ListFilters {

    private ListFilters() {}

    /** The items of a value, flattened. */
    private static List<@Nullable Object> items(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case NumberRange range -> bounded(range.items());
            case List<?> items -> {
                var flat = new ArrayList<@Nullable Object>();
                flatten(items, flat);
                yield flat;
            }
            default -> Collections.singletonList(value);
        };
    }

    private static List<@Nullable Object> bounded(List<@Nullable Object> items) {
        if (items.size() > RenderBudget.MAX_ITEMS) {
            throw RenderBudget.tooManyItems();
        }
        return items;
    }

    private static void flatten(List<?> items, List<@Nullable Object> flat) {
        for (Object item : items) {
            if (item instanceof List<?> inner) {
                flatten(inner, flat);
            } else {
                flat.add(item);
            }
        }
    }

    static @Nullable Object first(@Nullable Object input, Arguments arguments) {
        return input instanceof Map<?, ?> object && !object.isEmpty()
                ? Values.firstPair(object)
                : Values.property(input instanceof Map ? null : input, "first");
    }

    static @Nullable Object last(@Nullable Object input, Arguments arguments) {
        return input instanceof Map ? null : Values.property(input, "last");
    }

    static Object size(@Nullable Object input, Arguments arguments) {
        return input instanceof Map<?, ?> object
                ? (long) object.size()
                : Objects.requireNonNullElse(Values.property(input, "size"), 0L);
    }

    static String join(@Nullable Object input, Arguments arguments) {
        String separator = arguments.values().isEmpty() ? " " : arguments.text(0);
        var text = new StringBuilder();
        boolean following = false;
        for (Object item : items(input)) {
            text.append(following ? separator : "").append(Values.text(item));
            RenderBudget.checkText(text.length());
            following = true;
        }
        return text.toString();
    }

    static List<@Nullable Object> reverse(@Nullable Object input, Arguments arguments) {
        return items(input).reversed();
    }

    static List<@Nullable Object> concat(@Nullable Object input, Arguments arguments) {
        Object other = arguments.get(0);
        if (!(other instanceof List<?>) && !(other instanceof NumberRange)) {
            throw new TemplateRenderException("concat: the argument is not a list");
        }
        var all = new ArrayList<>(items(input));
        all.addAll(other instanceof List<?> list ? list : items(other));
        return bounded(all);
    }

    static List<@Nullable Object> compact(@Nullable Object input, Arguments arguments) {
        return items(input).stream()
                .filter(item -> (arguments.has(0) ? property(item, arguments) : item) != null)
                .toList();
    }

    static List<@Nullable Object> uniq(@Nullable Object input, Arguments arguments) {
        var seen = new HashSet<@Nullable Object>();
        return items(input).stream()
                .filter(item -> seen.add(arguments.has(0) ? property(item, arguments) : item))
                .toList();
    }

    static List<@Nullable Object> map(@Nullable Object input, Arguments arguments) {
        return items(input).stream()
                .<@Nullable Object>map(item -> item == null ? null : property(item, arguments))
                .toList();
    }

    static Number sum(@Nullable Object input, Arguments arguments) {
        Number sum = 0L;
        for (Object item : items(input)) {
            sum = Numbers.plus(sum, Numbers.of(arguments.has(0) ? property(item, arguments) : item));
        }
        return sum;
    }

    static List<@Nullable Object> sort(@Nullable Object input, Arguments arguments) {
        return sorted(input, arguments, ListFilters::compare);
    }

    static List<@Nullable Object> sortNatural(@Nullable Object input, Arguments arguments) {
        return sorted(
                input,
                arguments,
                Comparator.comparing(
                        (Object value) -> Values.text(value).toLowerCase(Locale.ROOT), Values::compareTexts));
    }

    private static List<@Nullable Object> sorted(
            @Nullable Object input, Arguments arguments, Comparator<Object> comparator) {
        List<@Nullable Object> items = items(input);
        arguments.budget().spendSort(items.size());
        arguments.budget().spendValue(items);
        Function<@Nullable Object, @Nullable Object> key = item -> arguments.has(0) ? property(item, arguments) : item;
        return items.stream()
                .sorted(Comparator.comparing(key, Comparator.nullsLast(comparator)))
                .toList();
    }

    private static int compare(Object left, Object right) {
        Integer order = Values.compare(left, right);
        if (order == null) {
            throw new TemplateRenderException("sort: values of these kinds have no order");
        }
        return order;
    }

    /** What a search found. */
    private record Found(int index, @Nullable Object item) {}

    static @Nullable Object find(@Nullable Object input, Arguments arguments) {
        Found found = search(input, arguments);
        return found == null ? null : found.item();
    }

    static @Nullable Object findIndex(@Nullable Object input, Arguments arguments) {
        Found found = search(input, arguments);
        return found == null ? null : (Object) (long) found.index();
    }

    static @Nullable Object has(@Nullable Object input, Arguments arguments) {
        List<@Nullable Object> items = items(input);
        for (Object item : items) {
            if (hasNoProperties(item)) {
                return null;
            }
            if (matches(item, arguments)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Found search(@Nullable Object input, Arguments arguments) {
        List<@Nullable Object> items = items(input);
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            if (hasNoProperties(item)) {
                return null;
            }
            if (matches(item, arguments)) {
                return new Found(i, item);
            }
        }
        return null;
    }

    static @Nullable Object where(@Nullable Object input, Arguments arguments) {
        List<@Nullable Object> items = items(input);
        return items.stream().anyMatch(ListFilters::hasNoProperties)
                ? null
                : items.stream().filter(item -> matches(item, arguments)).toList();
    }

    static @Nullable Object reject(@Nullable Object input, Arguments arguments) {
        List<@Nullable Object> items = items(input);
        return items.stream().anyMatch(ListFilters::hasNoProperties)
                ? null
                : items.stream().filter(item -> !matches(item, arguments)).toList();
    }

    /** Whether the property equals the second argument, or is true if there is none. */
    private static boolean matches(@Nullable Object item, Arguments arguments) {
        Object value = property(item, arguments);
        return arguments.get(1) == null ? Values.isTrue(value) : Values.areEqual(value, arguments.get(1));
    }

    private static boolean hasNoProperties(@Nullable Object item) {
        return item == null || item instanceof Boolean;
    }

    /** The property of an item that the first argument names. */
    private static @Nullable Object property(@Nullable Object item, Arguments arguments) {
        Object property = arguments.get(0);
        return switch (item) {
            case Map<?, ?> object -> object.get(Values.text(property));
            case String text
            when property instanceof String part -> {
                arguments.budget().spendSearch(text.length(), part.length());
                yield text.contains(part) ? part : null;
            }
            case null, default ->
                throw new TemplateRenderException(
                        "An item of the list cannot have a property \"%s\"".formatted(Values.text(property)));
        };
    }
}
