package io.minicrm.lead;

/** The type of an attribute's value. */
public enum AttributeType {
    /** Any text. */
    TEXT,
    /** A decimal number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A text that is an ISO-8601 date, or date and time with offset. */
    DATE
}
