package io.minicrm.archive;

import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InvalidInputException;
import io.minicrm.stored.FieldType;
import io.minicrm.stored.FieldValues;
import io.minicrm.stored.Mapping;
import io.minicrm.stored.StoredField;
import io.minicrm.text.Excerpt;
import io.minicrm.text.InstantText;
import io.minicrm.text.PlainJson;
import io.minicrm.text.StoredText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored thing as one JSON object. The input is untrusted: each value is checked against the type of its field, and a
 * field that has not been read is an error, because the import would lose it.
 */
final class JsonLine implements FieldValues {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int SHOWN = 60;

    /** The longest id that a topic accepts. */
    private static final int MAX_ID_LENGTH = 1_000;

    private static final List<String> STATUSES =
            Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::code).toList();

    private final ObjectNode json;
    private final Set<String> read = new HashSet<>();

    private JsonLine(ObjectNode json) {
        this.json = json;
    }

    /** Writes the fields of a thing into the object that is open in {@code json}; a missing value has no field. */
    static <R> void write(Mapping<R> mapping, R thing, JsonGenerator json) {
        for (StoredField<R, ?> field : mapping.fields()) {
            Object plain = field.plain(thing);
            if (plain != null) {
                json.writeName(field.name());
                write(field.type(), plain, json);
            }
        }
    }

    private static void write(FieldType<?> type, Object plain, JsonGenerator json) {
        switch (type) {
            case FieldType.Text _, FieldType.Id _, FieldType.Choice<?> _ -> json.writeString((String) plain);
            case FieldType.Ids _ -> {
                json.writeStartArray();
                ((List<?>) plain).forEach(id -> json.writeString((String) id));
                json.writeEndArray();
            }
            case FieldType.Int _ -> json.writeNumber((int) plain);
            case FieldType.Whole _ -> json.writeNumber((long) plain);
            case FieldType.Flag _ -> json.writeBoolean((boolean) plain);
            case FieldType.Time _ -> json.writeString(InstantText.format((Instant) plain));
            case FieldType.Status status -> json.writeString(status.value(plain).code());
            case FieldType.RuleText _ -> json.writeRawValue((String) plain);
            case FieldType.AttributeValues _, FieldType.Texts _ -> PlainJson.write(plain, json);
        }
    }

    /** @throws InvalidFieldException if the line is not a JSON object */
    static JsonLine of(byte[] line) {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
        } catch (JacksonException broken) {
            throw new InvalidFieldException("", "is not valid JSON: " + broken.getOriginalMessage(), broken);
        }
        if (tree instanceof ObjectNode object) {
            return new JsonLine(object);
        }
        throw new InvalidFieldException("", "is not a JSON object");
    }

    /** @throws InvalidFieldException if a field is missing or invalid */
    <R> R read(Mapping<R> mapping) {
        try {
            return mapping.read(this);
        } catch (InvalidFieldException invalid) {
            throw invalid;
        } catch (InvalidInputException invalid) {
            throw new InvalidFieldException(invalid.problem(), invalid);
        }
    }

    /** The JSON of a field that is not part of a mapping; null if there is none. */
    @Nullable
    JsonNode node(String field) {
        read.add(field);
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** @throws InvalidFieldException if a field has not been read */
    void end() {
        for (String field : json.propertyNames()) {
            if (!read.contains(field)) {
                throw new InvalidFieldException(
                        field, "is not known to this version; remove it or use a newer mini-crm");
            }
        }
    }

    @Override
    public @Nullable Object plain(StoredField<?, ?> field) {
        String former = field.formerName();
        String name = former != null && !json.has(field.name()) && json.has(former) ? former : field.name();
        JsonNode value = node(name);
        if (value != null) {
            return plain(name, field.type(), value);
        }
        if (field.required()) {
            throw new InvalidFieldException(name, "is missing");
        }
        return null;
    }

    private static Object plain(String name, FieldType<?> type, JsonNode value) {
        return switch (type) {
            case FieldType.Text(int maxLength, var check) -> {
                String text = text(name, value, maxLength);
                String problem = check.problem(text);
                if (problem != null) {
                    throw new InvalidFieldException(name, problem);
                }
                yield text;
            }
            case FieldType.Id _ -> id(name, value);
            case FieldType.Ids _ -> ids(name, value);
            case FieldType.Int(int min, int max) -> whole(name, value, min, max);
            case FieldType.Whole(long min, long max) -> whole(name, value, min, max);
            case FieldType.Flag _ -> {
                if (!value.isBoolean()) {
                    throw invalid(name, value, "give true or false");
                }
                yield value.booleanValue();
            }
            case FieldType.Time _ -> time(name, value);
            case FieldType.Choice<?> choice -> oneOf(name, value, choice.allCodes());
            case FieldType.Status _ ->
                DeliveryStatus.ofCode(oneOf(name, value, STATUSES)).storedCode();
            case FieldType.RuleText _ -> checked(name, type, value.toString());
            case FieldType.AttributeValues _ -> checked(name, type, attributes(name, value));
            case FieldType.Texts texts -> texts(name, value, texts);
        };
    }

    private static Object checked(String name, FieldType<?> type, Object plain) {
        try {
            type.value(plain);
            return plain;
        } catch (InvalidInputException invalid) {
            FieldProblem problem = invalid.problem();
            throw new InvalidFieldException(problem.field().equals(name) ? problem : problem.in(name), invalid);
        }
    }

    private static String text(String name, JsonNode value, int maxLength) {
        if (!value.isString()) {
            throw invalid(name, value, "give a string in quotes");
        }
        String text = value.stringValue();
        if (text.length() > maxLength) {
            throw new InvalidFieldException(
                    name, "has %,d characters; the limit is %,d".formatted(text.length(), maxLength));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new InvalidFieldException(name, "contains a NUL character or an unpaired surrogate; remove it");
        }
        return text;
    }

    private static String oneOf(String name, JsonNode value, List<String> codes) {
        if (!value.isString() || !codes.contains(value.stringValue())) {
            throw invalid(name, value, "give one of " + String.join(", ", codes));
        }
        return value.stringValue();
    }

    private static String id(String name, JsonNode value) {
        String id = text(name, value, MAX_ID_LENGTH);
        if (id.isBlank()) {
            throw new InvalidFieldException(name, "is empty; give an id");
        }
        return id;
    }

    private static List<String> ids(String name, JsonNode value) {
        if (!value.isArray() || value.isEmpty()) {
            throw invalid(name, value, "give a list of at least one id");
        }
        List<String> ids = new ArrayList<>(value.size());
        value.forEach(id -> ids.add(id(name, id)));
        return ids;
    }

    private static long whole(String name, JsonNode value, long min, long max) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            long number = value.longValue();
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw invalid(name, value, "give a whole number from %d to %d".formatted(min, max));
    }

    /** An archive has one time format: no other offset, no other number of fraction digits. */
    private static Instant time(String name, JsonNode value) {
        if (value.isString()) {
            try {
                Instant time = InstantText.parse(value.stringValue());
                if (InstantText.format(time).equals(value.stringValue())) {
                    return time;
                }
            } catch (DateTimeException notATime) {
                throw invalidTime(name, value);
            }
        }
        throw invalidTime(name, value);
    }

    private static InvalidFieldException invalidTime(String name, JsonNode value) {
        return invalid(name, value, "give a time such as 2026-11-25T10:00:00.000Z");
    }

    private static Map<String, Object> attributes(String name, JsonNode json) {
        if (!json.isObject()) {
            throw invalid(name, json, "give an object such as {\"age\": 30}");
        }
        return object(name, json);
    }

    private static Map<String, Object> object(String path, JsonNode json) {
        Map<String, Object> values = HashMap.newHashMap(json.size());
        json.properties()
                .forEach(property ->
                        values.put(property.getKey(), attribute(path + "." + property.getKey(), property.getValue())));
        return values;
    }

    private static Object attribute(String path, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.stringValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.decimalValue();
            case ARRAY -> {
                List<Object> items = new ArrayList<>(value.size());
                value.forEach(item -> items.add(attribute("%s[%d]".formatted(path, items.size()), item)));
                yield items;
            }
            case OBJECT -> object(path, value);
            case BINARY, MISSING, NULL, POJO ->
                throw invalid(path, value, "give a string, a number, true, false, a list or an object");
        };
    }

    private static Map<String, String> texts(String name, JsonNode json, FieldType.Texts type) {
        if (json.isString() && type.names().contains(name)) {
            return Map.of(name, text(name, json, type.maxLength()));
        }
        if (!json.isObject()) {
            throw invalid(name, json, "give an object with strings");
        }
        Map<String, String> texts = LinkedHashMap.newLinkedHashMap(json.size());
        json.properties().forEach(property -> {
            String path = name + "." + property.getKey();
            if (!type.names().contains(property.getKey())) {
                throw new InvalidFieldException(path, "is not known to this version; give one of " + type.names());
            }
            texts.put(property.getKey(), text(path, property.getValue(), type.maxLength()));
        });
        return texts;
    }

    /** An error whose message shows the value. */
    static InvalidFieldException invalid(String name, JsonNode value, String fix) {
        return new InvalidFieldException(name, "is %s; %s".formatted(Excerpt.quote(value.toString(), SHOWN), fix));
    }
}
