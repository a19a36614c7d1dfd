package io.minicrm.lead;

import io.minicrm.text.Blank;
import io.minicrm.text.Excerpt;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one type that an attribute has in the whole installation: declared by a person, or inferred from its first value
 * and then held.
 *
 * @param name the attribute's name
 * @param type the type of all its values
 * @param isDeclared whether a person declared it
 * @param label a name for people; null if there is none
 * @param format how texts are read as values of the type, see {@link #FORMATS}; null: only in their own notation
 * @param empty texts that stand for no value, such as {@code N/A}, ignoring case
 */
public record AttributeDefinition(
        String name,
        AttributeType type,
        boolean isDeclared,
        @Nullable String label,
        @Nullable String format,
        List<String> empty) {

    /** The formats of numbers and dates. */
    public static final List<String> FORMATS =
            List.of("1,234.5", "1.234,5", "dd.mm.yyyy", "dd/mm/yyyy", "dd-mm-yyyy", "mm/dd/yyyy");

    private static final int NUMBER_FORMATS = 2;
    private static final int MAX_SHOWN = 50;
    private static final Pattern GROUPED = Pattern.compile("(-?[0-9]{1,3}(?:,[0-9]{3})+|-?[0-9]+)(\\.[0-9]+)?");
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4})");

    public AttributeDefinition {
        empty = List.copyOf(empty);
    }

    /** A type that was inferred from a value. */
    public static AttributeDefinition inferred(String name, AttributeType type) {
        return new AttributeDefinition(name, type, false, null, null, List.of());
    }

    /** Whether a format belongs to a type. */
    public static boolean isFormatOf(AttributeType type, String format) {
        int index = FORMATS.indexOf(format);
        return switch (type) {
            case NUMBER -> index >= 0 && index < NUMBER_FORMATS;
            case DATE -> index >= NUMBER_FORMATS;
            case TEXT, BOOLEAN, LIST, OBJECT -> false;
        };
    }

    /**
     * The value as one of this type; null if it stands for no value.
     *
     * @param value a value of {@link Attributes}
     * @throws InvalidLeadException if it cannot be one
     */
    @Nullable
    Object fit(Object value) {
        if (value instanceof String text && isEmpty(text)) {
            return null;
        }
        Object fitted = switch (type) {
            case TEXT -> text(value);
            case NUMBER -> value instanceof String text ? number(text) : value instanceof BigDecimal ? value : null;
            case BOOLEAN -> value instanceof String text ? flag(text) : value instanceof Boolean ? value : null;
            case DATE -> value instanceof String text ? date(text) : null;
            case LIST -> value instanceof List ? value : null;
            case OBJECT -> value instanceof Map ? value : null;
        };
        if (fitted == null) {
            throw new InvalidLeadException(
                    name,
                    ("is \"%s\", but %s holds %s; correct it,"
                                    + " or change the type or what counts as empty (PUT /attributes)")
                            .formatted(Excerpt.quote(String.valueOf(value), MAX_SHOWN), name, kind()));
        }
        return fitted;
    }

    private static @Nullable String text(Object value) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case List<?> _, Map<?, ?> _ -> null;
            default -> value.toString();
        };
    }

    private boolean isEmpty(String text) {
        if (empty.isEmpty()) {
            return false;
        }
        String stripped = Blank.strip(text);
        return empty.stream().anyMatch(stripped::equalsIgnoreCase);
    }

    private @Nullable BigDecimal number(String text) {
        String given = Blank.strip(text);
        if (format == null) {
            return PlainNumber.matches(given) ? new BigDecimal(given) : null;
        }
        String english = "1.234,5".equals(format) ? swapped(given) : given;
        if (!GROUPED.matcher(english).matches()) {
            return null;
        }
        String plain = english.replace(",", "");
        return PlainNumber.matches(plain) ? new BigDecimal(plain) : null;
    }

    private static String swapped(String number) {
        return number.replace('.', ' ').replace(',', '.').replace(' ', ',');
    }

    private static @Nullable Boolean flag(String text) {
        return switch (Blank.strip(text).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private @Nullable String date(String text) {
        String given = Blank.strip(text);
        if (DateText.parse(given).isPresent()) {
            return given;
        }
        Matcher day = DAY.matcher(given);
        if (format == null || !day.matches() || format.indexOf(day.group(2)) < 0) {
            return null;
        }
        boolean dayFirst = format.startsWith("dd");
        String iso = "%s-%02d-%02d"
                .formatted(
                        day.group(4),
                        Integer.parseInt(day.group(dayFirst ? 3 : 1)),
                        Integer.parseInt(day.group(dayFirst ? 1 : 3)));
        return DateText.parse(iso).isPresent() ? iso : null;
    }

    private String kind() {
        String written = format == null ? "" : " written as " + format;
        return switch (type) {
            case TEXT -> "text";
            case NUMBER -> "numbers" + (format == null ? " such as 1000 or 12.5" : written);
            case BOOLEAN -> "true or false";
            case LIST -> "lists";
            case OBJECT -> "objects";
            case DATE -> "dates such as 2012-09-04" + (format == null ? "" : " or" + written);
        };
    }
}
