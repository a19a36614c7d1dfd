package io.minicrm.lead;

import io.minicrm.text.Blank;
import io.minicrm.text.StoredText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The data of a lead besides its core fields: an immutable map from names to texts ({@link String}), numbers ({@link
 * BigDecimal}), {@link Boolean}s, {@link List}s of such values, and objects ({@link SortedMap} by name). A missing
 * value has no entry: there are no nulls and no blank texts. Dates are ISO-8601 texts; a rule that compares with a date
 * reads them as instants.
 *
 * @param values the values by name, sorted by name
 */
public record Attributes(SortedMap<String, Object> values) {

    /** No attributes. */
    public static final Attributes NONE = new Attributes(Collections.emptySortedMap());

    /** The most attributes that one lead can have. */
    public static final int MAX_COUNT = 1_000;

    /**
     * The most bytes of the attributes of one lead: names and values, in UTF-8. A message has to fit into a Kafka
     * record.
     */
    public static final int MAX_BYTES = 65_536;

    /** The longest text value, in UTF-16 units. */
    public static final int MAX_TEXT_LENGTH = 10_000;

    /**
     * The most significant digits of a number, and the most zeros before or after them. This is the precision of a
     * 128-bit decimal in IEEE 754, the widest number that every store keeps exactly.
     */
    public static final int MAX_DIGITS = 34;

    /** The deepest nesting of lists and objects in a value: 1 for a list of texts. */
    public static final int MAX_DEPTH = 5;

    /** The longest list or object, in characters of its JSON. */
    public static final int MAX_STRUCTURE_LENGTH = 10_000;

    /** Names that were found valid. There are few names, and they are checked for every lead. */
    private static final Set<String> NAMES_SEEN = ConcurrentHashMap.newKeySet();

    private static final int MAX_NAMES_SEEN = 4_000;
    private static final int MAX_BYTES_PER_CHAR = 3;
    private static final int MAX_NUMBER_LENGTH = 2 * MAX_DIGITS + 2;

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_ -]{0,63}");

    /**
     * @throws InvalidLeadException if a name or a value is not one that attributes can have; {@link #checkSize} checks
     *     the size
     */
    public Attributes {
        if (values.size() > MAX_COUNT) {
            throw new InvalidLeadException(
                    "attributes", "has %d entries; the limit is %d".formatted(values.size(), MAX_COUNT));
        }
        // A copy of a sorted map is made without comparing names.
        var checked = new TreeMap<>(values);
        for (Iterator<Map.Entry<String, Object>> entries = checked.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<String, Object> entry = entries.next();
            String name = checkName(entry.getKey());
            if (isBlank(entry.getValue())) {
                entries.remove();
            } else {
                entry.setValue(checkValue(name, entry.getValue()));
            }
        }
        values = Collections.unmodifiableSortedMap(checked);
    }

    /** Whether the value is a text that stands for no value, because nothing in it can be seen. */
    static boolean isBlank(Object value) {
        return value instanceof String text && Blank.is(text);
    }

    /** Attributes with these values; the record lists the possible classes. */
    public static Attributes of(Map<String, ?> values) {
        return values.isEmpty() ? NONE : new Attributes(new TreeMap<>(values));
    }

    /** The value with this name; null if there is none. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /**
     * Whether the text can be the name of an attribute: a letter or underscore, then up to 63 letters, digits,
     * spaces, - or _.
     */
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

    /**
     * Checks that the attributes are not larger than those of one lead may be. This is a condition of the ways in: a
     * larger lead that is stored, by an earlier version or another program, can still be read, so that it does not hold
     * up others.
     *
     * @throws InvalidLeadException if they have more than {@value #MAX_BYTES} bytes, or a text has more than
     *     {@value #MAX_TEXT_LENGTH} characters
     */
    void checkSize() {
        long chars = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            if (entry.getValue() instanceof String text && text.length() > MAX_TEXT_LENGTH) {
                throw new InvalidLeadException(
                        entry.getKey(), "has %d characters; the limit is %d".formatted(text.length(), MAX_TEXT_LENGTH));
            }
            chars += entry.getKey().length() + length(entry.getValue());
        }
        if (chars * MAX_BYTES_PER_CHAR <= MAX_BYTES) {
            return;
        }
        long bytes = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            bytes += bytes(entry.getKey()) + bytes(String.valueOf(entry.getValue()));
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidLeadException(
                    "attributes", "have %d bytes; the limit is %d for one lead".formatted(bytes, MAX_BYTES));
        }
    }

    private static int length(Object value) {
        return switch (value) {
            case String text -> text.length();
            case List<?> _, Map<?, ?> _ -> value.toString().length();
            default -> MAX_NUMBER_LENGTH;
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static String checkName(String name) {
        if (!isName(name)) {
            throw new InvalidLeadException(
                    name, "cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _");
        }
        return name;
    }

    private static Object checkValue(String name, Object value) {
        return value instanceof List || value instanceof Map
                ? new Structure(name).checked(name, value, 1)
                : checkScalar(name, value);
    }

    private static Object checkScalar(String name, Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case String text -> checkText(name, text);
            case BigDecimal number -> checkNumber(name, number);
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            default ->
                throw new InvalidLeadException(
                        name,
                        "is a %s; give a text, a number, true, false, a list or an object"
                                .formatted(value.getClass().getSimpleName()));
        };
    }

    private static String checkText(String name, String text) {
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

    /**
     * Copies a list or an object with everything in it, and checks it. Objects are sorted by name, so that equal ones
     * are written alike.
     */
    private static final class Structure {

        /** Quotes, comma and colon. */
        private static final int PUNCTUATION = 4;

        private final String name;
        private int length;

        Structure(String name) {
            this.name = name;
        }

        Object checked(String path, @Nullable Object value, int depth) {
            return switch (value) {
                case null -> throw new InvalidLeadException(path, "is null; leave it out");
                case List<?> items -> list(path, items, depth);
                case Map<?, ?> object -> object(path, object, depth);
                default -> {
                    Object scalar = checkScalar(path, value);
                    add(scalar instanceof BigDecimal number ? number.toPlainString() : scalar.toString());
                    yield scalar;
                }
            };
        }

        private List<Object> list(String path, List<?> items, int depth) {
            checkDepth(path, depth);
            var copy = new ArrayList<Object>(items.size());
            for (Object item : items) {
                copy.add(checked("%s[%d]".formatted(path, copy.size()), item, depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }

        private SortedMap<String, Object> object(String path, Map<?, ?> object, int depth) {
            checkDepth(path, depth);
            var copy = new TreeMap<String, Object>();
            object.forEach((key, property) -> {
                String propertyPath = path + "." + key;
                if (!isName(String.valueOf(key))) {
                    throw new InvalidLeadException(
                            propertyPath,
                            "cannot name a property; use a letter or _, then up to 63 letters, digits, spaces, - or _");
                }
                add(String.valueOf(key));
                if (property != null) {
                    copy.put(String.valueOf(key), checked(propertyPath, property, depth + 1));
                }
            });
            return Collections.unmodifiableSortedMap(copy);
        }

        private void add(String text) {
            length += text.length() + PUNCTUATION;
            if (length > MAX_STRUCTURE_LENGTH) {
                throw tooLong(name);
            }
        }

        private static void checkDepth(String path, int depth) {
            if (depth > MAX_DEPTH) {
                throw new InvalidLeadException(path, "is nested more than %d deep".formatted(MAX_DEPTH));
            }
        }
    }

    static InvalidLeadException tooLong(String name) {
        return new InvalidLeadException(
                name, "is longer than %d characters as JSON; leave something out".formatted(MAX_STRUCTURE_LENGTH));
    }
}
