package io.minicrm.mongodb;

/** Texts as regular expressions that match only them, in PCRE, which MongoDB uses, and in every other dialect. */
final class RegexText {

    private static final String META = "\\^$.|?*+()[]{}";

    private RegexText() {}

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (META.indexOf(c) >= 0) {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }
}
