package io.minicrm.text;

/**
 * Which characters are blank: white space, and everything else that people cannot see and that files contain
 * nevertheless, such as the no-break space, the byte order mark and the zero-width characters. {@link String#strip}
 * keeps all of the latter, so a cell that looks empty would become an address.
 */
public final class Blank {

    private Blank() {}

    /** Whether the character is blank. */
    public static boolean is(char c) {
        if (c > ' ' && c < '\u0085') {
            return false;
        }
        return switch (c) {
            // No-break spaces, which Character.isWhitespace excludes, and the next-line control.
            case '\u0085', '\u00A0', '\u2007', '\u202F' -> true;
            // Soft hyphen, Mongolian vowel separator, word joiner, byte order mark.
            case '\u00AD', '\u180E', '\u2060', '\uFEFF' -> true;
            default ->
                // Zero-width characters and marks of direction.
                (c >= '\u200B' && c <= '\u200F') || (c >= '\u202A' && c <= '\u202E') || Character.isWhitespace(c);
        };
    }

    /** Whether the text contains nothing but blank characters. */
    public static boolean is(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The text without blank characters at its start and end. */
    public static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && is(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && is(text.charAt(end - 1))) {
            end--;
        }
        return end - begin == text.length() ? text : text.substring(begin, end);
    }
}
