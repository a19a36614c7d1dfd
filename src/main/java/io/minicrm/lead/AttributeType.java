package io.minicrm.lead;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The type of an attribute's value. */
public enum AttributeType {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** A text that is a date, see {@link DateText}. */
    DATE,
    /** Several values. Templates use it; rules only ask whether there is one. */
    LIST,
    /** Values by name. Templates use it; rules only ask whether there is one. */
    OBJECT;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in requests, answers and stores: such as {@code text}. */
    public String code() {
        return code;
    }

    /** Whether its values are single ones, which can be compared and written in a cell of a CSV file. */
    public boolean isScalar() {
        return this != LIST && this != OBJECT;
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
            case List<?> _ -> LIST;
            case Map<?, ?> _ -> OBJECT;
            default -> TEXT;
        };
    }
}
