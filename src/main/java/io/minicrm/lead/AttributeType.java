package io.minicrm.lead;

import java.math.BigDecimal;

/** The type of an attribute's value. */
public enum AttributeType {
    /** Any text. */
    TEXT,
    /** A decimal number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A text that is an ISO-8601 date, or date and time with offset. */
    DATE;

    /** The type of an attribute's value; see {@link Attributes} for what that may be. */
    public static AttributeType of(Object value) {
        return switch (value) {
            case BigDecimal _ -> NUMBER;
            case Boolean _ -> BOOLEAN;
            case String text when IsoInstant.parse(text).isPresent() -> DATE;
            default -> TEXT;
        };
    }
}
