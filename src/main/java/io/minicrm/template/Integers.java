package io.minicrm.template;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Whole numbers that count characters, items or iterations. */
final class Integers {

    private Integers() {}

    /**
     * The whole number that a value is. Numbers beyond the range of an int are cut to it, because no text or list is
     * that long.
     *
     * @throws TemplateRenderException if the value is neither a whole number nor a text of one
     */
    static int of(@Nullable Object value) {
        boolean whole = value instanceof Number number
                ? Numbers.isWhole(number)
                : value instanceof String text && Numbers.isDecimal(text.strip()) && !text.contains(".");
        if (!whole) {
            throw new TemplateRenderException("\"%s\" is not a whole number".formatted(Values.text(value)));
        }
        return saturated(Numbers.of(value));
    }

    /** The whole part of a value that is a number or a text of one, cut to the range of an int. */
    static int truncated(@Nullable Object value) {
        if (!(value instanceof Number) && !(value instanceof String text && Numbers.isDecimal(text.strip()))) {
            throw new TemplateRenderException("\"%s\" is not a number".formatted(Values.text(value)));
        }
        return saturated(Numbers.of(value));
    }

    private static int saturated(Number number) {
        BigDecimal bounded = Numbers.decimal(number)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .max(BigDecimal.valueOf(Integer.MIN_VALUE));
        return bounded.intValue();
    }
}
