package io.minicrm.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of templates. Whole numbers are {@link Long}s, or {@link BigInteger}s if they do not fit, so they
 * never overflow; numbers with a fraction are {@link BigDecimal}s, and stay so if the fraction becomes zero: {@code 10
 * / 4} is 2, {@code 10 / 4.0} is 2.5. No number has more than {@value #MAX_DIGITS} digits.
 */
final class Numbers {

    /** The most digits of a number, before and after the point together. */
    static final int MAX_DIGITS = 100;

    /** The longest text that is read as a number. */
    private static final int MAX_TEXT = 40;

    /** As many digits as the result of a division has in Shopify's Liquid, which divides floating-point numbers. */
    private static final int DOUBLE_DIGITS = 17;

    /** Every number with fewer digits fits into a long. */
    private static final int LONG_DIGITS = 19;

    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** The number that an expression's value stands for; 0 for a value that does not stand for one. */
    static Number of(@Nullable Object value) {
        return switch (value) {
            case Number number -> number;
            case String text -> ofText(text);
            case null, default -> 0L;
        };
    }

    /**
     * The number at the beginning of a text, as in Ruby: {@code "12.5"} is 12.5, {@code "12 pieces"} is 12, {@code
     * "many"} is 0.
     */
    private static Number ofText(String text) {
        if (text.length() > MAX_TEXT) {
            throw new TemplateRenderException(
                    "A text of %d characters cannot be used as a number".formatted(text.length()));
        }
        String stripped = text.strip();
        if (isDecimal(stripped)) {
            return parse(stripped);
        }
        int end = stripped.startsWith("-") || stripped.startsWith("+") ? 1 : 0;
        int digits = end;
        while (end < stripped.length() && isDigit(stripped.charAt(end))) {
            end++;
        }
        return end == digits ? 0L : whole(new BigInteger(stripped.substring(0, end)));
    }

    /** Whether the text is a plain decimal such as {@code -12} or {@code 3.50}. */
    static boolean isDecimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        boolean digits = false;
        boolean point = false;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                digits = true;
            } else if (c == '.' && !point && digits && at + 1 < text.length()) {
                point = true;
            } else {
                return false;
            }
        }
        return digits;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A plain decimal as a number. */
    static Number parse(String decimal) {
        return decimal.indexOf('.') < 0 ? whole(new BigInteger(decimal)) : bounded(new BigDecimal(decimal));
    }

    /** A number of a lead. Without a fraction it counts as whole, however it is stored. */
    static Number ofLead(Number number) {
        return switch (number) {
            case Long whole -> whole;
            case Integer _, Short _, Byte _ -> number.longValue();
            case BigInteger whole -> whole(whole);
            case BigDecimal decimal -> ofLead(decimal);
            default -> ofLead(ofDouble(number.doubleValue()));
        };
    }

    private static Number ofLead(BigDecimal decimal) {
        if (decimal.scale() == 0 && decimal.precision() < LONG_DIGITS) {
            return decimal.longValue();
        }
        BigDecimal stripped = bounded(decimal).stripTrailingZeros();
        return stripped.scale() <= 0 ? whole(stripped.toBigIntegerExact()) : stripped;
    }

    private static BigDecimal ofDouble(double number) {
        if (!Double.isFinite(number)) {
            throw new TemplateRenderException("A number is infinite or not a number");
        }
        return new BigDecimal(Double.toString(number));
    }

    private static Number whole(BigInteger number) {
        if (number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0) {
            return number.longValue();
        }
        bounded(new BigDecimal(number));
        return number;
    }

    private static BigDecimal bounded(BigDecimal decimal) {
        if (decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS) {
            throw new TemplateRenderException("A number has more than %d digits".formatted(MAX_DIGITS));
        }
        return decimal;
    }

    static boolean isWhole(Number number) {
        return !(number instanceof BigDecimal);
    }

    private static BigInteger integer(Number number) {
        return number instanceof BigInteger integer ? integer : BigInteger.valueOf(number.longValue());
    }

    static BigDecimal decimal(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    /** Without an exponent and without zeros at the end of the fraction. */
    static String text(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal.stripTrailingZeros().toPlainString()
                : number.toString();
    }

    static int compare(Number left, Number right) {
        return left instanceof Long one && right instanceof Long other
                ? Long.compare(one, other)
                : decimal(left).compareTo(decimal(right));
    }

    static Number plus(Number left, Number right) {
        return isWhole(left) && isWhole(right)
                ? whole(integer(left).add(integer(right)))
                : bounded(decimal(left).add(decimal(right)));
    }

    static Number minus(Number left, Number right) {
        return plus(left, negated(right));
    }

    static Number negated(Number number) {
        return isWhole(number)
                ? whole(integer(number).negate())
                : decimal(number).negate();
    }

    static Number times(Number left, Number right) {
        return isWhole(left) && isWhole(right)
                ? whole(integer(left).multiply(integer(right)))
                : bounded(decimal(left).multiply(decimal(right)));
    }

    /** The quotient of two whole numbers is rounded down to a whole number. */
    static Number dividedBy(Number left, Number right) {
        checkDivisor("divided_by", right);
        if (isWhole(left) && isWhole(right)) {
            BigInteger[] quotient = integer(left).divideAndRemainder(integer(right));
            boolean negative = quotient[1].signum() * integer(right).signum() < 0;
            return whole(negative ? quotient[0].subtract(BigInteger.ONE) : quotient[0]);
        }
        BigDecimal quotient = decimal(left).divide(decimal(right), MathContext.DECIMAL128);
        return bounded(quotient.precision() <= DOUBLE_DIGITS ? quotient : ofDouble(quotient.doubleValue()));
    }

    /** The remainder of a division that rounds down; it has the sign of the divisor. */
    static Number modulo(Number left, Number right) {
        checkDivisor("modulo", right);
        if (isWhole(left) && isWhole(right)) {
            BigInteger remainder = integer(left).mod(integer(right).abs());
            boolean negative = integer(right).signum() < 0 && remainder.signum() > 0;
            return whole(negative ? remainder.add(integer(right)) : remainder);
        }
        BigDecimal remainder = decimal(left).remainder(decimal(right));
        boolean other = remainder.signum() * decimal(right).signum() < 0;
        return bounded(other ? remainder.add(decimal(right)) : remainder);
    }

    private static void checkDivisor(String filter, Number divisor) {
        if (decimal(divisor).signum() == 0) {
            throw new TemplateRenderException("%s: a number cannot be divided by 0".formatted(filter));
        }
    }

    /** Rounds half away from zero to a number of places; to a whole number if there are none. */
    static Number round(Number number, Number places) {
        BigDecimal digits = decimal(places);
        if (digits.abs().compareTo(BigDecimal.valueOf(MAX_DIGITS / 2)) > 0) {
            throw new TemplateRenderException("round: %s is too many digits".formatted(text(places)));
        }
        BigDecimal rounded = decimal(number).setScale(digits.intValue(), RoundingMode.HALF_UP);
        return isWhole(number) || digits.signum() <= 0 ? whole(rounded.toBigInteger()) : rounded;
    }

    /** The whole part, cut to the range of a long. */
    static long saturated(Number number) {
        return number instanceof Long whole
                ? whole
                : decimal(number)
                        .min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .max(BigDecimal.valueOf(Long.MIN_VALUE))
                        .longValue();
    }

    static Number roundTo(Number number, RoundingMode mode) {
        return whole(decimal(number).setScale(0, mode).toBigInteger());
    }
}
