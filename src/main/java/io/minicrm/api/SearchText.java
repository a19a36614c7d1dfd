package io.minicrm.api;

/** The parameter {@code q} of lists: a text that rows contain. */
final class SearchText {

    private static final int MAX_LENGTH = 200;

    private SearchText() {}

    /** @throws InvalidRequestException if it is longer than {@value #MAX_LENGTH} characters */
    static String checked(String q) {
        int length = q.codePointCount(0, q.length());
        if (length > MAX_LENGTH) {
            throw InvalidRequestException.of("q", "has %d characters; the limit is %d".formatted(length, MAX_LENGTH));
        }
        return q;
    }
}
