package io.minicrm.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liqp.LValue;
import liqp.PlainBigDecimal;
import liqp.TemplateContext;
import liqp.filters.Filter;
import liqp.filters.Filters;
import org.jspecify.annotations.Nullable;

/**
 * A filter of Liquid that pays for what it does before it does it. Filters are where a short template can ask for gigabytes
 * ({@code append} in a loop doubles, {@code replace} multiplies, {@code round: 999999999} writes zeros) or hours (searching
 * for a needle that nearly matches everywhere), so each kind has its price, and results have a largest size.
 */
final class BoundedFilter extends Filter {

    private static final Set<String> NUMERIC = Set.of(
            "abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times");
    private static final Set<String> OTHERS = Set.of(
            "append",
            "capitalize",
            "compact",
            "concat",
            "date",
            "default",
            "downcase",
            "escape",
            "escape_once",
            "first",
            "join",
            "last",
            "lstrip",
            "newline_to_br",
            "prepend",
            "remove",
            "remove_first",
            "replace",
            "replace_first",
            "reverse",
            "rstrip",
            "size",
            "slice",
            "sort",
            "sort_natural",
            "split",
            "strip",
            "strip_html",
            "strip_newlines",
            "truncate",
            "truncatewords",
            "uniq",
            "upcase",
            "url_decode",
            "url_encode");

    private static final int MAX_NUMBER_LENGTH = 40;
    private static final int DATE_COST = 500;
    private static final int MAX_DATE_LENGTH = 64;
    private static final int MAX_DATE_FORMAT_LENGTH = 200;
    private static final Pattern DATE_WIDTH = Pattern.compile("%[-0^#_+]*[0-9]{3,}");
    private static final int COMPARISONS_A_UNIT = 16;

    private static final LValue READER = new LValue() {};

    private final Filter filter;

    private BoundedFilter(Filter filter) {
        super(filter.name);
        this.filter = filter;
    }

    /** The filters that templates may use, by name. */
    static Map<String, Filter> all() {
        return Filters.DEFAULT_FILTERS.values().stream()
                .filter(filter -> NUMERIC.contains(filter.name) || OTHERS.contains(filter.name))
                .map(BoundedFilter::new)
                .collect(Collectors.toUnmodifiableMap(filter -> filter.name, Function.identity()));
    }

    @Override
    public @Nullable Object apply(@Nullable Object value, TemplateContext context, @Nullable Object... params) {
        RenderBudget.spend(RenderBudget.NODE + size(value) + size(params));
        if (NUMERIC.contains(name)) {
            checkNumber(value);
            for (Object param : params) {
                checkNumber(param);
            }
        }
        Object result = switch (name) {
            case "append", "prepend" -> filter.apply(shown(value), context, shown(params));
            case "round" -> round(value, params);
            case "replace", "replace_first", "remove", "remove_first", "split" -> {
                payForSearch(text(value), text(params, 0), text(params, 1));
                yield filter.apply(value, context, params);
            }
            case "strip_html" -> {
                payForTags(text(value));
                yield filter.apply(value, context, params);
            }
            case "date" -> {
                RenderBudget.spend(DATE_COST);
                checkDate(text(value), text(params, 0));
                yield filter.apply(value, context, params);
            }
            default -> filter.apply(value, context, params);
        };
        return bounded(result);
    }

    private static @Nullable Object bounded(@Nullable Object result) {
        RenderBudget.spend(size(result));
        return switch (result) {
            // Kept as it counts (29069.0 divides as a fraction), but never with an exponent.
            case Double number -> new PlainBigDecimal(PlainValue.decimal(number));
            case BigDecimal number -> new PlainBigDecimal(PlainValue.decimal(number));
            case null, default -> result;
        };
    }

    /** How many characters and items a value holds; checks that they are not too many. */
    private static long size(@Nullable Object value) {
        return switch (value) {
            case CharSequence text -> {
                RenderBudget.checkText(text.length());
                yield text.length();
            }
            case Object[] items -> sizeOfItems(items);
            case Collection<?> items -> sizeOfItems(items.toArray());
            case null, default -> 1;
        };
    }

    private static long sizeOfItems(@Nullable Object[] items) {
        if (items.length > RenderBudget.MAX_ITEMS) {
            throw new TemplateRenderException(
                    "A list grows beyond %d items; use shorter ones".formatted(RenderBudget.MAX_ITEMS));
        }
        long size = items.length;
        for (Object item : items) {
            size += size(item);
        }
        return size;
    }

    /**
     * The number that a value counts as; 0 for what is none.
     *
     * @throws TemplateRenderException when it is too long to be computed with
     */
    static BigDecimal number(@Nullable Object value) {
        checkNumber(value);
        return READER.canBeNumber(value) ? PlainValue.decimal(READER.asNumber(value)) : BigDecimal.ZERO;
    }

    private static void checkNumber(@Nullable Object value) {
        if (value instanceof Number number) {
            PlainValue.decimal(number);
        } else if (value instanceof CharSequence text && text.length() > MAX_NUMBER_LENGTH) {
            throw new TemplateRenderException(
                    "A text of %d characters cannot be computed with".formatted(text.length()));
        }
    }

    private Object round(@Nullable Object value, @Nullable Object[] params) {
        if (!canBeNumber(value)) {
            return 0L;
        }
        int places = params.length > 0 && canBeNumber(params[0])
                ? asNumber(params[0]).intValue()
                : 0;
        if (Math.abs((long) places) > PlainValue.MAX_DIGITS / 2) {
            throw new TemplateRenderException("round: %d asks for too many digits".formatted(places));
        }
        BigDecimal rounded = number(value).setScale((int) places, RoundingMode.HALF_UP);
        return places > 0 ? new PlainBigDecimal(rounded) : PlainValue.of(name, rounded);
    }

    private void payForSearch(String text, String needle, String replacement) {
        RenderBudget.spend((long) text.length() * needle.length() / COMPARISONS_A_UNIT);
        if ("replace".equals(name) && replacement.length() > needle.length()) {
            long found = needle.isEmpty() ? text.length() + 1L : occurrences(text, needle);
            RenderBudget.checkText(text.length() + found * (replacement.length() - needle.length()));
        }
    }

    private static void payForTags(String html) {
        long open = html.chars().filter(c -> c == '<').count();
        RenderBudget.spend(open * html.length() / COMPARISONS_A_UNIT);
    }

    private static void checkDate(String date, String format) {
        if (date.length() > MAX_DATE_LENGTH) {
            throw new TemplateRenderException("A text of %d characters is no date".formatted(date.length()));
        }
        if (format.length() > MAX_DATE_FORMAT_LENGTH
                || DATE_WIDTH.matcher(format).find()) {
            throw new TemplateRenderException("The date format is too long; use a short one such as \"%d.%m.%Y\"");
        }
    }

    private static long occurrences(String text, String needle) {
        long count = 0;
        for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length())) {
            count++;
        }
        return count;
    }

    private static String text(@Nullable Object value) {
        return PlainValue.text(value).toString();
    }

    private static String text(@Nullable Object[] params, int index) {
        return index < params.length ? text(params[index]) : "";
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return value instanceof Number ? text(value) : value;
    }

    private static @Nullable Object[] shown(@Nullable Object[] params) {
        var shown = new @Nullable Object[params.length];
        for (int i = 0; i < params.length; i++) {
            shown[i] = shown(params[i]);
        }
        return shown;
    }
}
