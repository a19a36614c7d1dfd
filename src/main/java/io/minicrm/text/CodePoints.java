package io.minicrm.text;

/**
 * The order of text by code point, in which every store sorts ids. {@link String#compareTo} compares UTF-16 units,
 * which gives another order for characters beyond U+FFFF.
 */
public final class CodePoints {

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;

    private CodePoints() {}

    /** Compares like {@link String#compareTo}, by code point. */
    public static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int at = 0; at < length; at++) {
            char a = one.charAt(at);
            char b = other.charAt(at);
            if (a != b) {
                return Integer.compare(rank(a), rank(b));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Surrogates encode characters beyond U+FFFF, so they come after all other units. */
    private static int rank(char unit) {
        return unit >= FIRST_SURROGATE && unit < AFTER_SURROGATES ? unit + Character.MAX_VALUE : unit;
    }
}
