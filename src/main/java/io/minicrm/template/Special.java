package io.minicrm.template;

/** The values that equal a whole class of values. Both are written as nothing and are true in conditions. */
enum Special {
    /** Equals texts, lists and objects without content. */
    EMPTY,
    /** Equals what {@link #EMPTY} equals, and also nil, false and texts of white space. */
    BLANK
}
