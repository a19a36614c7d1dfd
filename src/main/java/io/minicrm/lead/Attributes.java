package io.minicrm.lead;

import io.minicrm.text.StoredText;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The data of a lead besides its core fields: a flat, immutable map from names to texts ({@link String}), numbers
 * ({@link BigDecimal}) and {@link Boolean}s. A missing value has no entry; there are no nulls. Dates are ISO-8601 texts; a rule that
 * compares with a date reads them as instants.
 *
 * @param values the values by name, sorted by name
 */
public record Attributes(SortedMap<String, Object> values) {

    /** No attributes. */
    public static final Attributes NONE = new Attributes(Collections.emptySortedMap());

    /** The most attributes that one lead can have. */
    public static final int MAX_COUNT = 200;

    /** The longest text value, in UTF-16 units. */
    public static final int MAX_TEXT_LENGTH = 10_000;

    /**
     * The most significant digits of a number, and the most zeros before or after them. This is the precision of a 128-bit decimal in
     * IEEE 754, the widest number that every store keeps exactly.
     */
    public static final int MAX_DIGITS = 34;

    /** Names that were found valid. There are few names, and they are checked for every lead. */
    private static final Set<String> NAMES_SEEN = ConcurrentHashMap.newKeySet();

    private static final int MAX_NAMES_SEEN = 1_000;

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_ -]{0,63}");

    /**
     * @throws InvalidLeadException if a name or a value exceeds its limits
     */
    public Attributes {
        if (values.size() > MAX_COUNT) {
            throw new InvalidLeadException(
                    "attributes", "has %d entries; the limit is %d".formatted(values.size(), MAX_COUNT));
        }
        var checked = new TreeMap<String, Object>();
        values.forEach((name, value) -> checked.put(checkName(name), checkValue(name, value)));
        values = Collections.unmodifiableSortedMap(checked);
    }

    /** Attributes with these values; the record lists the possible classes. */
    public static Attributes of(Map<String, ?> values) {
        return values.isEmpty() ? NONE : new Attributes(new TreeMap<>(values));
    }

    /** The value with this name; null if there is none. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** Whether the text can be the name of an attribute: a letter or underscore, then up to 63 letters, digits, spaces, - or _. */
    public static boolean isName(String name) {
        if (NAMES_SEEN.contains(name)) {
            return true;
        }
        boolean valid = NAME.matcher(name).matches();
        if (valid && NAMES_SEEN.size() < MAX_NAMES_SEEN) {
            NAMES_SEEN.add(name);
        }
        return valid;
    }

    private static String checkName(String name) {
        if (!isName(name)) {
            throw new InvalidLeadException(
                    name, "cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _");
        }
        return name;
    }

    private static Object checkValue(String name, Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case String text -> checkText(name, text);
            case BigDecimal number -> checkNumber(name, number);
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            default ->
                throw new InvalidLeadException(
                        name,
                        "is a %s; give a text, a number, true or false"
                                .formatted(value.getClass().getSimpleName()));
        };
    }

    private static String checkText(String name, String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new InvalidLeadException(
                    name, "has %d characters; the limit is %d".formatted(text.length(), MAX_TEXT_LENGTH));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new InvalidLeadException(name, "contains a NUL character or an unpaired surrogate; remove it");
        }
        return text;
    }

    private static BigDecimal checkNumber(String name, BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        // The exponent is limited too: 1e999999999 has one digit, but takes a gigabyte when a store writes it out.
        if (plain.precision() > MAX_DIGITS || Math.abs((long) plain.scale()) > MAX_DIGITS) {
            throw new InvalidLeadException(name, "has more than %d digits".formatted(MAX_DIGITS));
        }
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
