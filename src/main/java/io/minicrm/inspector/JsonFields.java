package io.minicrm.inspector;

import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the fields of a JSON object that an expression names, as CEL values. Reading stops after the last of them. */
final class JsonFields {

    private JsonFields() {}

    /**
     * The named top-level fields; empty if the bytes are not a JSON object up to there.
     *
     * @param names at least one name
     */
    static Map<String, Object> read(byte[] bytes, Set<String> names) {
        try (JsonParser parser = CompactJson.parser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            Map<String, Object> fields = HashMap.newHashMap(names.size());
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                if (names.contains(name)) {
                    fields.put(name, value(parser, token));
                    if (fields.size() == names.size()) {
                        return fields;
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return fields;
        } catch (JacksonException invalid) {
            return Map.of();
        }
    }

    /** The whole value; null if the bytes are not one JSON value. */
    static @Nullable Object readWhole(byte[] bytes) {
        try (JsonParser parser = CompactJson.parser(bytes)) {
            JsonToken token = parser.nextToken();
            Object value = token == null ? null : value(parser, token);
            return parser.nextToken() == null ? value : null;
        } catch (JacksonException invalid) {
            return null;
        }
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            default -> parser.getString();
        };
    }

    private static Object integer(JsonParser parser) {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? (Object) parser.getBigIntegerValue().doubleValue()
                : (Object) parser.getLongValue();
    }

    private static Object object(JsonParser parser) {
        Map<String, Object> fields = new HashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            fields.put(name, value(parser, parser.nextToken()));
        }
        return fields;
    }

    private static Object array(JsonParser parser) {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(parser, token));
        }
        return elements;
    }
}
