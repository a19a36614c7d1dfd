package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.text.Excerpt;
import java.math.BigDecimal;
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
 * @param types the types of the values of the field
 */
record RuleOperand(Field field, Set<AttributeType> types, JsonNode json) {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,34}(\\.[0-9]{1,34})?");
    private static final int LONGEST_QUOTE = 60;

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
        Object low = ends.getFirst() instanceof RuleValue.Moment moment
                ? moment.instant()
                : ends.getFirst().json();
        if (ends.getLast().compare(low).orElse(0) > 0) {
            throw new IllegalArgumentException("has its higher end first; give the lowest, then the highest value");
        }
        return ends;
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

    /** Splits like React Query Builder: at commas without a backslash before them; parts are trimmed and empty parts dropped. */
    private List<RuleValue> split(String text) {
        List<String> parts = Stream.of(text.split("(?<!\\\\),", RuleLimits.MAX_VALUES + 2))
                .map(p -> p.replace("\\,", ",").strip())
                .filter(p -> !p.isEmpty())
                .toList();
        checkCount(parts.size());
        // All parts are texts here. If the field holds no texts, they are converted to its type.
        boolean texts = types.contains(AttributeType.TEXT);
        if (!texts
                && types.contains(AttributeType.NUMBER)
                && parts.stream().allMatch(p -> NUMBER.matcher(p).matches())) {
            return parts.stream().map(p -> RuleValue.of(new BigDecimal(p))).toList();
        }
        if (!texts && types.contains(AttributeType.BOOLEAN) && parts.stream().allMatch(RuleOperand::isFlag)) {
            return parts.stream()
                    .map(p -> RuleValue.of(Boolean.parseBoolean(p)))
                    .toList();
        }
        return parts.stream().map(RuleValue::of).toList();
    }

    private static boolean isFlag(String text) {
        return "true".equals(text) || "false".equals(text);
    }

    private static void checkCount(int count) {
        if (count > RuleLimits.MAX_VALUES) {
            throw new IllegalArgumentException("has more than %d values".formatted(RuleLimits.MAX_VALUES));
        }
    }

    private static RuleValue read(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> RuleValue.of(json.stringValue());
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
        };
        throw new IllegalArgumentException(
                "is %s, but %s holds %s%s".formatted(kind, field.path(), names(types), fix()));
    }

    private String fix() {
        if (json.isString()
                && types.contains(AttributeType.NUMBER)
                && NUMBER.matcher(json.stringValue()).matches()) {
            return "; write it without quotes";
        }
        if (types.contains(AttributeType.DATE)) {
            return "; write a date as 2012-09-04 or 2012-09-04T10:15:30Z";
        }
        return types.contains(AttributeType.TEXT) && !json.isArray() ? "; write it in quotes" : "";
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
                })
                .collect(Collectors.joining(" and "));
    }
}
