package io.minicrm.lead;

import io.minicrm.text.Blank;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether two e-mail addresses or phone numbers are the same, and whether a text can be one.
 *
 * <pre>{@code
 * " Ann@Example.com " → "ann@example.com"
 * "+49 (30) 123-45"   → "+493012345"
 * "030 12345"         → "03012345"        another number: its country is unknown
 * }</pre>
 */
public final class Address {

    /** Shorter numbers are extensions or remarks such as "2nd floor". */
    private static final int MIN_DIGITS = 3;

    private static final int ASCII = 128;

    private static final Pattern REMARKS = Pattern.compile("(?i)^\\s*tel:|(ext\\.?|x)\\s*[0-9]+\\s*$");

    private Address() {}

    /** The e-mail address without blanks around it, in lower case. */
    public static String emailKey(String email) {
        return Blank.strip(email).toLowerCase(Locale.ROOT);
    }

    /** The digits of a phone number, after a {@code +} if there is one before the first digit. */
    public static String phoneKey(String phone) {
        var key = new StringBuilder(phone.length());
        for (int i = 0; i < phone.length(); i++) {
            char c = phone.charAt(i);
            if ((c == '+' && key.isEmpty()) || isDigit(c)) {
                key.append(c);
            }
        }
        return key.toString();
    }

    /** Whether the text can be an e-mail address: something, one {@code @}, something, and no blanks. */
    public static boolean isEmail(@Nullable String text) {
        if (text == null) {
            return false;
        }
        String address = Blank.strip(text);
        int at = address.indexOf('@');
        return at > 0
                && at == address.lastIndexOf('@')
                && at < address.length() - 1
                && address.chars().noneMatch(c -> Blank.is((char) c) || Character.isISOControl(c));
    }

    /**
     * Whether the text can be a phone number: at least three digits, and no letters but those of {@code tel:} and an
     * extension.
     */
    public static boolean isPhone(@Nullable String text) {
        return text != null
                && REMARKS.matcher(text).replaceAll("").chars().noneMatch(c -> Character.isLetter(c) || c == '@')
                && text.chars().filter(c -> isDigit((char) c)).count() >= MIN_DIGITS;
    }

    private static boolean isDigit(char c) {
        return c < ASCII && Character.isDigit(c);
    }
}
