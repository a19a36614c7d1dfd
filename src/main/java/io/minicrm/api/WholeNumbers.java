package io.minicrm.api;

import java.beans.PropertyEditorSupport;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Reads whole numbers in query parameters as decimal digits. Spring's own editor also reads {@code 0x10}, and takes an
 * empty text for a missing parameter.
 */
@RestControllerAdvice
final class WholeNumbers {

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,10}");

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
