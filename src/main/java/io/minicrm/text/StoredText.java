package io.minicrm.text;

/** Which text every store can keep: PostgreSQL refuses NUL characters and unpaired surrogates. */
public final class StoredText {

    private StoredText() {}

    /** Whether the text contains neither a NUL character nor an unpaired surrogate. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && c < Character.MIN_SURROGATE) {
                continue;
            }
            if (c == 0) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** The beginning of the text, with a question mark in place of each NUL and each unpaired surrogate. */
    public static String cleaned(String text, int maxLength) {
        String cut = Excerpt.start(text, maxLength);
        if (isWellFormed(cut)) {
            return cut;
        }
        StringBuilder clean = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> clean.appendCodePoint(c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? '?' : c));
        return clean.toString();
    }
}
