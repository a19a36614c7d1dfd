package io.minicrm.template;

/** The text of a template. Parts of it are addressed by offset; line and column are computed only for errors. */
record Source(String text) {

    /** An error at an offset. */
    TemplateSyntaxException error(int offset, String detail) {
        int line = 1;
        int lineStart = 0;
        for (int at = 0; at < offset; at++) {
            if (text.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
        }
        return new TemplateSyntaxException(line, offset - lineStart + 1, detail);
    }

    int length() {
        return text.length();
    }

    char charAt(int offset) {
        return text.charAt(offset);
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    /** The first offset from {@code start} on that is not white space; at most {@code end}. */
    int skipSpace(int start, int end) {
        int at = start;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of the word that starts at {@code start}: letters, digits and underscores; at most {@code end}. */
    int wordEnd(int start, int end) {
        int at = start;
        while (at < end && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return at;
    }
}
