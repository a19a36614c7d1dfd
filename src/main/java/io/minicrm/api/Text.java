package io.minicrm.api;

import java.nio.charset.StandardCharsets;

/** What a text from outside has to be before it reaches a store. */
final class Text {

    private Text() {}

    /** True without NUL characters and broken surrogate pairs, neither of which PostgreSQL keeps. */
    static boolean isWellFormed(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
