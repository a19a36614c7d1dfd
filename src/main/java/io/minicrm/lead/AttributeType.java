package io.minicrm.lead;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The type of an attribute's value. */
public enum AttributeType {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** A text that is a date, see {@link DateText}. */
    DATE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in requests, answers and stores: {@code text}, {@code number}, {@code boolean}, {@code date}. */
    public String code() {
        return code;
    }

    public static Optional<AttributeType> ofCode(String code) {
        return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }

    /** The type of an attribute's value; {@link Attributes} lists the possible classes. */
    public static AttributeType of(Object value) {
        return switch (value) {
            case BigDecimal _ -> NUMBER;
            case Boolean _ -> BOOLEAN;
            case String text when DateText.parse(text).isPresent() -> DATE;
            default -> TEXT;
        };
    }
}
