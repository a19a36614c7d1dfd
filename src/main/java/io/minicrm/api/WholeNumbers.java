package io.minicrm.api;

import java.beans.PropertyEditorSupport;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Reads whole numbers in query parameters as decimal digits. Spring's own editor also reads {@code 0x10}, and takes an
 * empty text for a missing parameter.
 */
@RestControllerAdvice
final class WholeNumbers {

    private static final int MAX_DIGITS = 10;
    private static final int MAX_LONG_DIGITS = 19;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,10}");

    /** The number as an int; null if it is not one. */
    static @Nullable Integer exact(BigDecimal number) {
        // A huge exponent would cost much memory before the number is refused.
        if (number.signum() != 0 && number.precision() - (long) number.scale() > MAX_DIGITS) {
            return null;
        }
        try {
            return number.intValueExact();
        } catch (ArithmeticException noInt) {
            return null;
        }
    }

    /** The number as a long; null if it is not one. */
    static @Nullable Long exactLong(BigDecimal number) {
        if (number.signum() != 0 && number.precision() - (long) number.scale() > MAX_LONG_DIGITS) {
            return null;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException noLong) {
            return null;
        }
    }

    @InitBinder
    void bind(WebDataBinder binder) {
        binder.registerCustomEditor(Integer.class, new Editor());
        binder.registerCustomEditor(int.class, new Editor());
    }

    private static final class Editor extends PropertyEditorSupport {

        @Override
        public void setAsText(String text) {
            if (!DECIMAL.matcher(text).matches()) {
                throw new NumberFormatException("\"%s\" is not a whole number".formatted(text));
            }
            setValue(Integer.valueOf(text));
        }
    }
}
