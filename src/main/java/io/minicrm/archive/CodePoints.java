package io.minicrm.archive;

/** Text by code point, as every store sorts ids; Java itself compares units of UTF-16, which differs beyond U+FFFF. */
final class CodePoints {

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int AFTER_SURROGATES = 0xE000;

    private CodePoints() {}

    static int compare(String one, String other) {
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

    /** Surrogates, which stand for what lies beyond U+FFFF, after all others. */
    private static int rank(char unit) {
        return unit >= FIRST_SURROGATE && unit < AFTER_SURROGATES ? unit + Character.MAX_VALUE : unit;
    }
}
