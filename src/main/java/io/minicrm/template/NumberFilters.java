package io.minicrm.template;

import io.minicrm.template.Filter.Arguments;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Filters on numbers. A text that is a number counts as one, any other value as 0. */
final class NumberFilters {

    private NumberFilters() {}

    static Number abs(@Nullable Object input, Arguments arguments) {
        Number number = Numbers.of(input);
        return Numbers.compare(number, 0L) < 0 ? Numbers.negated(number) : number;
    }

    static Number atLeast(@Nullable Object input, Arguments arguments) {
        Number number = Numbers.of(input);
        Number least = arguments.number(0);
        return Numbers.compare(number, least) < 0 ? least : number;
    }

    static Number atMost(@Nullable Object input, Arguments arguments) {
        Number number = Numbers.of(input);
        Number most = arguments.number(0);
        return Numbers.compare(number, most) > 0 ? most : number;
    }

    static Number ceil(@Nullable Object input, Arguments arguments) {
        return Numbers.roundTo(Numbers.of(input), RoundingMode.CEILING);
    }

    static Number floor(@Nullable Object input, Arguments arguments) {
        return Numbers.roundTo(Numbers.of(input), RoundingMode.FLOOR);
    }

    static Number round(@Nullable Object input, Arguments arguments) {
        return Numbers.round(Numbers.of(input), arguments.number(0));
    }

    static Number plus(@Nullable Object input, Arguments arguments) {
        return Numbers.plus(Numbers.of(input), arguments.number(0));
    }

    static Number minus(@Nullable Object input, Arguments arguments) {
        return Numbers.minus(Numbers.of(input), arguments.number(0));
    }

    static Number times(@Nullable Object input, Arguments arguments) {
        return Numbers.times(Numbers.of(input), arguments.number(0));
    }

    static Number dividedBy(@Nullable Object input, Arguments arguments) {
        return Numbers.dividedBy(Numbers.of(input), arguments.number(0));
    }

    static Number modulo(@Nullable Object input, Arguments arguments) {
        return Numbers.modulo(Numbers.of(input), arguments.number(0));
    }
}
