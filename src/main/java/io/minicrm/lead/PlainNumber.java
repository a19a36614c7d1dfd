package io.minicrm.lead;

/** Recognizes the texts that are numbers: {@code 1000}, {@code -12.50}. */
final class PlainNumber {

    private PlainNumber() {}

    /**
     * Whether the text is a plain decimal. A leading zero or plus sign makes it a text, because it is a code or a phone
     * number.
     */
    static boolean matches(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int whole = digits(text, at);
        if (whole == at || whole - at > Attributes.MAX_DIGITS || (text.charAt(at) == '0' && whole > at + 1)) {
            return false;
        }
        if (whole == text.length()) {
            return true;
        }
        int end = digits(text, whole + 1);
        return text.charAt(whole) == '.'
                && end == text.length()
                && end > whole + 1
                && end - at - 1 <= Attributes.MAX_DIGITS;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
