package io.minicrm.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import liqp.PlainBigDecimal;
import org.jspecify.annotations.Nullable;

/** Values as templates take and show them: numbers without exponent and without needless zeros. */
final class PlainValue {

    /** The most digits of a number, before and after the point. */
    static final int MAX_DIGITS = 100;

    private PlainValue() {}

    /**
     * A lead's value as Liquid computes with it: whole numbers are longs, so that a division of two of them stays whole.
     *
     * @throws TemplateRenderException when it is no text, number or boolean
     */
    static Object of(String name, Object value) {
        return switch (value) {
            case CharSequence text -> text.toString();
            case Boolean flag -> flag;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Number number -> ofDecimal(decimal(number));
            default ->
                throw new TemplateRenderException("%s is a %s; a template takes texts, numbers, true and false"
                        .formatted(name, value.getClass().getSimpleName()));
        };
    }

    /** How a value is shown. */
    static CharSequence text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case CharSequence text -> text;
            case Double number -> plain(decimal(number));
            case Float number -> plain(decimal(number));
            case BigDecimal number -> plain(decimal(number));
            default -> value.toString();
        };
    }

    /**
     * The number as a decimal of bounded size.
     *
     * @throws TemplateRenderException when it is infinite, not a number, or too long
     */
    static BigDecimal decimal(Number number) {
        BigDecimal decimal = switch (number) {
            case BigDecimal exact -> exact;
            case BigInteger whole -> new BigDecimal(whole);
            case Double real -> ofDouble(real);
            case Float real -> ofDouble(real);
            default -> BigDecimal.valueOf(number.longValue());
        };
        if (decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS) {
            throw new TemplateRenderException("A number has more than %d digits".formatted(MAX_DIGITS));
        }
        return decimal;
    }

    private static BigDecimal ofDouble(double number) {
        if (!Double.isFinite(number)) {
            throw new TemplateRenderException("A number is infinite or not a number; was it divided by 0?");
        }
        return new BigDecimal(Double.toString(number));
    }

    private static Object ofDecimal(BigDecimal decimal) {
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() < 19) {
            return stripped.longValueExact();
        }
        return new PlainBigDecimal(stripped);
    }

    private static String plain(BigDecimal decimal) {
        return decimal.stripTrailingZeros().toPlainString();
    }
}
