package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.DateText;
import io.minicrm.text.Blank;
import io.minicrm.text.Excerpt;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The operand of a condition in JSON. Each method reads it in the form that a group of operators takes, and throws an
 * {@link IllegalArgumentException} that says what is wrong and how to fix it.
 *
 * <p>Rule builders write every value as a text, because it comes from an input box. A text in a request therefore
 * becomes a value of the type that the field has: {@code "1000"} is a number if the field holds numbers. A text that
 * may be either is refused, because a rule that compares it with the wrong type selects the wrong leads without an
 * error.
 *
 * @param types the types of the values of the field
 * @param origin where the rule comes from
 */
record RuleOperand(Field field, Set<AttributeType> types, JsonNode json, Origin origin) {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,33})(\\.[0-9]{1,34})?");
    private static final int LONGEST_QUOTE = 60;

    /** Where a rule comes from. */
    enum Origin {
        /** A request: its texts are converted to the type of the field, and its values have to be of that type. */
        REQUEST,
        /** The store: its values were checked and converted before. */
        STORE
    }

    /** One value of a type that the field has. */
    RuleValue value() {
        return checked(List.of(read(json))).getFirst();
    }

    /** A text. */
    String text() {
        if (!json.isString()) {
            throw new IllegalArgumentException(
                    json.isMissingNode() ? "is missing; give a text" : "%s is not a text".formatted(shown(json)));
        }
        RuleValue.checkText(json.stringValue());
        return json.stringValue();
    }

    /** Values of one type that the field has, from an array or a comma-separated text. */
    List<RuleValue> values() {
        List<RuleValue> values = json.isString() ? split(json.stringValue()) : elements();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("is empty; give one value or more");
        }
        return checked(values);
    }

    /** The ends of a range, the lower end first. */
    List<RuleValue> ends() {
        List<RuleValue> ends = values();
        if (ends.size() != 2) {
            throw new IllegalArgumentException("has %d values; give the lowest and the highest".formatted(ends.size()));
        }
        if (isReversed(ends.getFirst(), ends.getLast())) {
            throw new IllegalArgumentException("has its higher end first; give the lowest, then the highest value");
        }
        return ends;
    }

    private static boolean isReversed(RuleValue low, RuleValue high) {
        if (low instanceof RuleValue.Moment from && high instanceof RuleValue.Moment to) {
            // Whether a time with an offset comes before one without depends on the zone.
            boolean comparable = (from.date().offset() == null) == (to.date().offset() == null);
            return comparable && from.first(ZoneOffset.UTC).isAfter(to.last(ZoneOffset.UTC));
        }
        return high.compare(low.json(), ZoneOffset.UTC).orElse(0) > 0;
    }

    private List<RuleValue> elements() {
        if (!json.isArray()) {
            throw new IllegalArgumentException(
                    json.isMissingNode()
                            ? "is missing; give an array of values"
                            : "%s is not an array".formatted(shown(json)));
        }
        checkCount(json.size());
        var values = new ArrayList<RuleValue>();
        for (int i = 0; i < json.size(); i++) {
            try {
                values.add(read(json.get(i)));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("element %d: %s".formatted(i, wrong.getMessage()), wrong);
            }
        }
        return values;
    }

    /**
     * Splits like React Query Builder: at commas without a backslash before them; parts are trimmed and empty parts
     * dropped.
     */
    private List<RuleValue> split(String text) {
        List<String> parts = Stream.of(text.split("(?<!\\\\),", RuleLimits.MAX_VALUES + 2))
                .map(part -> Blank.strip(part.replace("\\,", ",")))
                .filter(p -> !p.isEmpty())
                .toList();
        checkCount(parts.size());
        return parts.stream().map(this::converted).toList();
    }

    /** A text as a value of the type that the field has. */
    private RuleValue converted(String text) {
        if (origin == Origin.STORE) {
            return RuleValue.of(text);
        }
        String given = Blank.strip(text);
        boolean number =
                types.contains(AttributeType.NUMBER) && NUMBER.matcher(given).matches();
        boolean flag = types.contains(AttributeType.BOOLEAN) && ("true".equals(given) || "false".equals(given));
        if (types.contains(AttributeType.DATE)
                && DateText.resembles(given)
                && DateText.parse(given).isEmpty()) {
            throw new IllegalArgumentException(
                    "is \"%s\"; there is no such day or time".formatted(Excerpt.quote(given, LONGEST_QUOTE)));
        }
        if (types.contains(AttributeType.TEXT)) {
            if (number || flag) {
                throw ambiguous(text, given);
            }
            return RuleValue.of(text);
        }
        if (number) {
            return RuleValue.of(new BigDecimal(given));
        }
        return flag ? RuleValue.of(Boolean.parseBoolean(given)) : RuleValue.of(given);
    }

    private IllegalArgumentException ambiguous(String text, String given) {
        return new IllegalArgumentException(
                "is \"%s\", but %s may hold %s; write %s without quotes, or declare the type with PUT /attributes"
                        .formatted(Excerpt.quote(text, LONGEST_QUOTE), field.path(), names(types), given));
    }

    private static void checkCount(int count) {
        if (count > RuleLimits.MAX_VALUES) {
            throw new IllegalArgumentException("has more than %d values".formatted(RuleLimits.MAX_VALUES));
        }
    }

    private RuleValue read(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> converted(json.stringValue());
            case NUMBER -> RuleValue.of(decimal(json));
            case BOOLEAN -> RuleValue.of(json.booleanValue());
            case MISSING -> throw new IllegalArgumentException("is missing; give a text, a number, true or false");
            case NULL ->
                throw new IllegalArgumentException("is null; to ask for leads without a value use the operator null");
            case ARRAY, OBJECT, BINARY, POJO ->
                throw new IllegalArgumentException("must be a text, a number, true or false");
        };
    }

    private static BigDecimal decimal(JsonNode json) {
        try {
            return json.decimalValue();
        } catch (tools.jackson.core.JacksonException | ArithmeticException notFinite) {
            throw new IllegalArgumentException("%s is not a number".formatted(shown(json)), notFinite);
        }
    }

    private List<RuleValue> checked(List<RuleValue> values) {
        List<RuleValue> alike = RuleValue.alike(values);
        AttributeType type = alike.getFirst().type();
        boolean core = field instanceof Field.Core && types.contains(AttributeType.TEXT);
        // The catalogue does not record which texts of core fields are dates, so a date is always allowed.
        if (types.contains(type) || (core && type == AttributeType.DATE)) {
            return alike;
        }
        String kind = switch (type) {
            case TEXT -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case DATE -> "a date";
            case LIST -> "a list";
            case OBJECT -> "an object";
        };
        throw new IllegalArgumentException(
                "is %s, but %s holds %s%s".formatted(kind, field.path(), names(types), fix(type)));
    }

    private String fix(AttributeType given) {
        if (types.contains(AttributeType.NUMBER)) {
            return "; write a number such as 1000 or 12.5";
        }
        if (types.contains(AttributeType.DATE)) {
            return "; write a date as 2012-09-04 or 2012-09-04T10:15:30Z";
        }
        if (!types.contains(AttributeType.TEXT)) {
            return "";
        }
        return given == AttributeType.DATE
                ? "; declare its type as date with PUT /attributes, or compare its text with contains"
                : "; write it in quotes";
    }

    static String shown(JsonNode json) {
        String text = json.isContainer() ? "a list or an object" : json.toString();
        return Excerpt.quote(text, LONGEST_QUOTE);
    }

    static String names(Set<AttributeType> types) {
        return types.stream()
                .map(t -> switch (t) {
                    case TEXT -> "text";
                    case NUMBER -> "numbers";
                    case BOOLEAN -> "true or false";
                    case DATE -> "dates";
                    case LIST -> "lists";
                    case OBJECT -> "objects";
                })
                .collect(Collectors.joining(" and "));
    }
}
