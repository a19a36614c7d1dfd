package io.minicrm.template;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits the cost of one rendering. Templates and leads come from users, and a short template can ask for gigabytes
 * ({@code append} in a loop doubles a text) or hours (nested loops). The cost is counted, not timed, so that the same
 * template always ends in the same way.
 *
 * <p>Work is counted in units of about one copied character. Each node costs {@value #NODE} units. A filter costs the
 * size of its input, its arguments and its result, and filters that search cost their worst case on top. For example,
 *
 * <pre>{@code
 * {% for i in (1..9000) %}{{ "12345" | append: "67890" }}{% endfor %}
 * }</pre>
 *
 * <p>costs per iteration 20 units for the output, 20 for the filter, 20 for its texts, and 10 for the written
 * characters. The loop ends with all of its 630,000 units, and 90,000 of the 100,000 characters that a message may
 * have.
 *
 * <p>Every text and list that exists during rendering was counted when it was made, so the memory is limited, too.
 */
final class RenderBudget {

    /** The longest text: the message or any intermediate text, in UTF-16 units. */
    static final int MAX_TEXT = 100_000;

    /** The longest list. */
    static final int MAX_ITEMS = 10_000;

    /** The most iterations of all loops together. */
    static final int MAX_ITERATIONS = 10_000;

    /** The cost of a node. */
    static final int NODE = 20;

    /** The deepest nesting of lists and objects in a value of a lead. */
    private static final int MAX_DEPTH = 20;

    private static final long MAX_WORK = 2_000_000;
    private static final int COMPARISONS_PER_UNIT = 16;

    private long work;
    private int iterations;

    /** @throws TemplateRenderException if the budget is exhausted */
    void spend(long units) {
        work += units;
        if (work > MAX_WORK) {
            throw new TemplateRenderException("The template takes too much work; use fewer or shorter loops and texts");
        }
    }

    /** Counts an iteration of a loop. */
    void iterate() {
        iterations++;
        if (iterations > MAX_ITERATIONS) {
            throw new TemplateRenderException(
                    "The loops run more than %d iterations; use fewer".formatted(MAX_ITERATIONS));
        }
        spend(NODE);
    }

    /** Counts the search for a text in a text: the worst case compares at each position. */
    void spendSearch(int length, int searchedLength) {
        spend((long) length * searchedLength / COMPARISONS_PER_UNIT);
    }

    /** Counts the comparison of two values, which at worst looks at all of the first. */
    void spendComparison(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String one && right instanceof String other) {
            spend(Math.min(one.length(), other.length()) / COMPARISONS_PER_UNIT);
        } else if (left instanceof List || left instanceof Map) {
            spendValue(left);
        }
    }

    /** Counts sorting: each item is compared with a few others. */
    void spendSort(int items) {
        spend((long) items * COMPARISONS_PER_UNIT);
    }

    /** Counts a value that a filter reads or makes, and checks that it does not exceed the limits. */
    void spendValue(@Nullable Object value) {
        spend(size(value, MAX_DEPTH));
    }

    private long size(@Nullable Object value, int depth) {
        return switch (value) {
            case String text -> {
                checkText(text.length());
                yield text.length();
            }
            case List<?> items -> sizeOfAll(items, depth);
            case Map<?, ?> object -> object.size() + sizeOfAll(object.values(), depth);
            case null, default -> 1;
        };
    }

    private long sizeOfAll(Collection<?> items, int depth) {
        if (items.size() > MAX_ITEMS) {
            throw tooManyItems();
        }
        if (depth == 0) {
            throw new TemplateRenderException("Lists and objects are nested more than %d deep".formatted(MAX_DEPTH));
        }
        long size = items.size();
        for (Object item : items) {
            size += size(item, depth - 1);
            if (size > MAX_WORK) {
                return size;
            }
        }
        return size;
    }

    static TemplateRenderException tooManyItems() {
        return new TemplateRenderException("A list has more than %d items; use shorter ones".formatted(MAX_ITEMS));
    }

    /** @throws TemplateRenderException if a text of this length is too long */
    static void checkText(long length) {
        if (length > MAX_TEXT) {
            throw new TemplateRenderException(
                    "The text grows beyond %d characters; use fewer or shorter loops and texts".formatted(MAX_TEXT));
        }
    }
}
