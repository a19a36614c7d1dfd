package io.minicrm.archive;

import io.minicrm.text.Excerpt;
import io.minicrm.text.InstantText;
import io.minicrm.text.StoredText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fields of one line. Each must be taken once; what nobody takes is an error, for it would be lost. */
final class LineFields {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int SHOWN = 60;

    /** As long as an id on a topic may be. */
    private static final int MAX_ID_LENGTH = 1_000;

    private final ObjectNode json;
    private final Set<String> taken = new HashSet<>();

    private LineFields(ObjectNode json) {
        this.json = json;
    }

    /**
     * @throws InvalidFieldException when the line is no JSON object
     */
    static LineFields of(byte[] line) {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
        } catch (JacksonException broken) {
            throw new InvalidFieldException("", "is not valid JSON: " + broken.getOriginalMessage(), broken);
        }
        if (tree instanceof ObjectNode object) {
            return new LineFields(object);
        }
        throw new InvalidFieldException("", "is no JSON object");
    }

    boolean has(String field) {
        return json.has(field);
    }

    /** The value, or null when there is none. */
    @Nullable
    JsonNode valueOrNull(String field) {
        taken.add(field);
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value;
    }

    JsonNode value(String field) {
        JsonNode value = valueOrNull(field);
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }

    /** A text that every store can keep, or null. */
    @Nullable
    String textOrNull(String field, int maxLength) {
        JsonNode value = valueOrNull(field);
        return value == null ? null : checked(field, value, maxLength);
    }

    String text(String field, int maxLength) {
        return checked(field, value(field), maxLength);
    }

    private static String checked(String field, JsonNode value, int maxLength) {
        if (!value.isString()) {
            throw wrong(field, value, "put a text in quotes");
        }
        String text = value.stringValue();
        if (text.length() > maxLength) {
            throw new InvalidFieldException(
                    field, "has %,d characters; the limit is %,d".formatted(text.length(), maxLength));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new InvalidFieldException(field, "contains a NUL or a broken character; remove it");
        }
        return text;
    }

    /** A text that says something, by which something is found. */
    String id(String field) {
        return checkedId(field, value(field));
    }

    private static String checkedId(String field, JsonNode value) {
        String id = checked(field, value, MAX_ID_LENGTH);
        if (id.isBlank()) {
            throw new InvalidFieldException(field, "is empty; give an id");
        }
        return id;
    }

    List<String> ids(String field) {
        JsonNode value = value(field);
        if (!value.isArray() || value.isEmpty()) {
            throw wrong(field, value, "give a list of at least one id");
        }
        List<String> ids = new ArrayList<>(value.size());
        value.forEach(id -> ids.add(checkedId(field, id)));
        return ids;
    }

    boolean flag(String field) {
        JsonNode value = value(field);
        if (!value.isBoolean()) {
            throw wrong(field, value, "give true or false");
        }
        return value.booleanValue();
    }

    long whole(String field, long min, long max) {
        return whole(field, value(field), min, max);
    }

    int integer(String field, int min, int max) {
        return (int) whole(field, min, max);
    }

    @Nullable
    Integer integerOrNull(String field, int min, int max) {
        JsonNode value = valueOrNull(field);
        return value == null ? null : (Integer) (int) whole(field, value, min, max);
    }

    private static long whole(String field, JsonNode value, long min, long max) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            long number = value.longValue();
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw wrong(field, value, "give a whole number from %d to %d".formatted(min, max));
    }

    Instant time(String field) {
        return time(field, value(field));
    }

    @Nullable
    Instant timeOrNull(String field) {
        JsonNode value = valueOrNull(field);
        return value == null ? null : time(field, value);
    }

    private static Instant time(String field, JsonNode value) {
        if (value.isString()) {
            try {
                Instant time = InstantText.parse(value.stringValue());
                // An archive holds one form only: neither another offset nor other fractions of a second.
                if (InstantText.format(time).equals(value.stringValue())) {
                    return time;
                }
            } catch (DateTimeException noTime) {
                throw wrong(field, value, "give a time such as 2026-11-25T10:00:00.000Z");
            }
        }
        throw wrong(field, value, "give a time such as 2026-11-25T10:00:00.000Z");
    }

    /** One of some values, by name. */
    <T> T choice(String field, List<T> values, Function<T, String> name) {
        JsonNode value = value(field);
        return values.stream()
                .filter(each -> value.isString() && name.apply(each).equals(value.stringValue()))
                .findFirst()
                .orElseThrow(() -> wrong(
                        field,
                        value,
                        "give one of "
                                + String.join(", ", values.stream().map(name).toList())));
    }

    /** An error that shows the value. */
    static InvalidFieldException wrong(String field, JsonNode value, String mend) {
        return new InvalidFieldException(field, "is %s; %s".formatted(Excerpt.quote(value.toString(), SHOWN), mend));
    }

    /** Called when all is taken. */
    void end() {
        for (String field : json.propertyNames()) {
            if (!taken.contains(field)) {
                throw new InvalidFieldException(
                        field, "is not known to this version; remove it or use a newer mini-crm");
            }
        }
    }
}
