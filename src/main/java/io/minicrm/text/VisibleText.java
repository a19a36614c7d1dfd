package io.minicrm.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from outside, as it may reach a terminal or a log. Control characters could move the cursor, hide what follows
 * or forge lines, and bidirectional overrides could reverse it. Each is shown as a dot.
 */
public final class VisibleText {

    private static final char DOT = '\u00b7';

    /** C0, DEL, C1 and the characters that change the direction of text, apart from tabs and line feeds. */
    private static final Pattern HIDDEN = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2028\\u2029\\u2066-\\u2069]");

    private static final Pattern CONTINUATION = Pattern.compile("\\r?\\n(?=.)", Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("(\\w+://)?[^\\s,]+@");

    private VisibleText() {}

    /** The text with dots in place of all control characters but tabs and line feeds. */
    public static String lines(String text) {
        Matcher hidden = HIDDEN.matcher(text);
        return hidden.find() ? hidden.replaceAll(String.valueOf(DOT)) : text;
    }

    /** The same, with the lines after the first indented, so that none can be taken for an entry of its own. */
    public static String entry(String text) {
        return lines(CONTINUATION.matcher(text).replaceAll("\n    "));
    }

    /** JSON with escapes in place of the control characters that JSON allows but terminals obey. */
    public static String json(String json) {
        return HIDDEN.matcher(json)
                .replaceAll(hidden -> "\\\\u%04x".formatted((int) hidden.group().charAt(0)));
    }

    /** A URL, or a list of them, without user and password. */
    public static String withoutUserInfo(String url) {
        return USER_INFO.matcher(url).replaceAll("$1\u2026@");
    }
}
