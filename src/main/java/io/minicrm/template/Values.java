package io.minicrm.template;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How values behave in templates. A value is null, a {@link Boolean}, a {@link String}, a number (see {@link Numbers}),
 * a {@link List}, a {@link Map} from names, a {@link NumberRange}, a {@link Special} value or the {@link LoopState} of
 * a loop.
 */
final class Values {

    private Values() {}

    /** Nil and false are false; everything else is true, also 0 and the empty text. */
    static boolean isTrue(@Nullable Object value) {
        return value != null && !Boolean.FALSE.equals(value);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> object -> object.isEmpty();
            case NumberRange range -> range.isEmpty();
            case null, default -> false;
        };
    }

    private static boolean isBlank(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean flag -> !flag;
            case String text -> text.isBlank();
            default -> isEmpty(value);
        };
    }

    /** Whether the filter {@code default} replaces the value; false is treated apart. */
    static boolean isMissing(@Nullable Object value) {
        return value == null || isEmpty(value);
    }

    /** Numbers are equal if their values are, whatever their fraction; a number never equals a text. */
    static boolean areEqual(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Special special) {
            return equalsSpecial(special, right);
        }
        if (right instanceof Special special) {
            return equalsSpecial(special, left);
        }
        return switch (left) {
            case null -> right == null;
            case Number number -> right instanceof Number other && Numbers.compare(number, other) == 0;
            case List<?> items -> right instanceof List<?> others && areEqual(items, others);
            case Map<?, ?> object -> right instanceof Map<?, ?> other && areEqual(object, other);
            default -> left.equals(right);
        };
    }

    private static boolean equalsSpecial(Special special, @Nullable Object value) {
        return value == special
                || switch (special) {
                    case EMPTY -> isEmpty(value);
                    case BLANK -> isBlank(value);
                };
    }

    private static boolean areEqual(List<?> items, List<?> others) {
        if (items.size() != others.size()) {
            return false;
        }
        Iterator<?> other = others.iterator();
        return items.stream().allMatch(item -> areEqual(item, other.next()));
    }

    private static boolean areEqual(Map<?, ?> object, Map<?, ?> other) {
        return object.keySet().equals(other.keySet())
                && object.keySet().stream().allMatch(key -> areEqual(object.get(key), other.get(key)));
    }

    /**
     * Compares for {@code <} and the like.
     *
     * @return null if the values have no order, which makes every comparison false
     * @throws TemplateRenderException if one is a number and the other a text
     */
    static @Nullable Integer compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number one && right instanceof Number other) {
            return Numbers.compare(one, other);
        }
        if (left instanceof String one && right instanceof String other) {
            return compareTexts(one, other);
        }
        boolean ordered = (left instanceof Number || left instanceof String)
                && (right instanceof Number || right instanceof String);
        if (ordered) {
            throw new TemplateRenderException("A number cannot be compared with the text \"%s\""
                    .formatted(left instanceof String ? left : right));
        }
        return null;
    }

    /** By code point, as everywhere else. */
    static int compareTexts(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                return Character.isSurrogate(one) == Character.isSurrogate(other)
                        ? Character.compare(one, other)
                        : Boolean.compare(Character.isSurrogate(one), Character.isSurrogate(other));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    static boolean contains(@Nullable Object whole, @Nullable Object part, RenderBudget budget) {
        if (!isTrue(part)) {
            return false;
        }
        budget.spendValue(part);
        return switch (whole) {
            case String text -> {
                String searched = text(part);
                budget.spendSearch(text.length(), searched.length());
                yield text.contains(searched);
            }
            case List<?> items -> {
                budget.spendValue(items);
                yield items.stream().anyMatch(item -> areEqual(item, part));
            }
            case Map<?, ?> object -> object.containsKey(text(part));
            case NumberRange range -> part instanceof Long number && number >= range.from() && number <= range.to();
            case null, default -> false;
        };
    }

    /** The property of a value; null if it has none of that name. */
    static @Nullable Object property(@Nullable Object value, String name) {
        return switch (value) {
            case Map<?, ?> object -> {
                Object property = object.get(name);
                yield property != null || object.containsKey(name) ? property : ofObject(object, name);
            }
            case List<?> items ->
                switch (name) {
                    case "size" -> (long) items.size();
                    case "first" -> items.isEmpty() ? null : items.getFirst();
                    case "last" -> items.isEmpty() ? null : items.getLast();
                    default -> null;
                };
            case String text -> name.equals("size") ? (Object) (long) text.codePointCount(0, text.length()) : null;
            case NumberRange range ->
                switch (name) {
                    case "size" -> (long) range.items().size();
                    case "first" -> range.from();
                    case "last" -> range.to();
                    default -> null;
                };
            case LoopState loop -> loop.property(name);
            case null, default -> null;
        };
    }

    private static @Nullable Object ofObject(Map<?, ?> object, String name) {
        if (name.equals("size")) {
            return (long) object.size();
        }
        return name.equals("first") && !object.isEmpty() ? firstPair(object) : null;
    }

    /** The item of a list, counted from its end if negative, or the property of an object. */
    static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
        if (value instanceof List<?> items && key instanceof Long index) {
            long at = index < 0 ? items.size() + index : index;
            return at >= 0 && at < items.size() ? items.get((int) at) : null;
        }
        return key instanceof String name && !(value instanceof List<?>) ? property(value, name) : null;
    }

    /** The entries of an object, as lists of key and value. */
    static List<Object> pairs(Map<?, ?> object) {
        return object.entrySet().stream()
                .<Object>map(entry -> Arrays.asList(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The first entry of an object that is not empty, as a list of key and value. */
    static Object firstPair(Map<?, ?> object) {
        Map.Entry<?, ?> first = object.entrySet().iterator().next();
        return Arrays.asList(first.getKey(), first.getValue());
    }

    /** The text that a value is written as. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Number number -> Numbers.text(number);
            case Boolean flag -> flag.toString();
            case List<?> items -> joined(items);
            case Map<?, ?> object -> quoted(object);
            case NumberRange range -> range.from() + ".." + range.to();
            default -> "";
        };
    }

    private static String joined(List<?> items) {
        var text = new StringBuilder();
        for (Object item : items) {
            text.append(text(item));
            RenderBudget.checkText(text.length());
        }
        return text.toString();
    }

    /** A value within an object, as Ruby writes it. */
    private static String quoted(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case List<?> items ->
                String.join(", ", items.stream().map(Values::quoted).toList()).transform(all -> "[" + all + "]");
            case Map<?, ?> object ->
                String.join(
                                ", ",
                                object.entrySet().stream()
                                        .map(entry -> quoted(entry.getKey()) + "=>" + quoted(entry.getValue()))
                                        .toList())
                        .transform(all -> "{" + all + "}");
            default -> text(value);
        };
    }
}
