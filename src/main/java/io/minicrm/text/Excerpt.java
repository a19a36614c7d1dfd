package io.minicrm.text;

/**
 * Shortens text without separating a surrogate pair. Half a pair is not valid UTF-8: PostgreSQL refuses it and JSON
 * writers replace it.
 *
 * <p>Limits for stored and transmitted text count UTF-16 units ({@link String#length()}); widths on a screen count code
 * points.
 */
public final class Excerpt {

    private static final String ELLIPSIS = "…";

    private Excerpt() {}

    /**
     * The longest beginning of the text that has at most {@code maxLength} UTF-16 units and ends between two
     * characters.
     */
    public static String start(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        boolean separatesPair = maxLength > 0
                && Character.isHighSurrogate(text.charAt(maxLength - 1))
                && Character.isLowSurrogate(text.charAt(maxLength));
        return text.substring(0, separatesPair ? maxLength - 1 : maxLength);
    }

    /**
     * The text for an error message: {@link #start}, followed by an ellipsis if anything was cut off. The ellipsis does
     * not count towards {@code maxLength}.
     */
    public static String quote(String text, int maxLength) {
        return text.length() <= maxLength ? text : start(text, maxLength) + ELLIPSIS;
    }

    /** The text in at most {@code width} code points; if anything was cut off, the last of them is an ellipsis. */
    public static String fit(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return width < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, width - 1)) + ELLIPSIS;
    }
}
