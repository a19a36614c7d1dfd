package io.minicrm.inspector;

import com.google.protobuf.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads those fields of a JSON object that an expression names, as the values that CEL works with, and no others: reading stops at the
 * last of them.
 */
public final class JsonFields {

    private JsonFields() {}

    /**
     * The named top-level fields that are there; none when the bytes are no JSON object up to there.
     *
     * @param names at least one
     */
    public static Map<String, Object> read(byte[] bytes, Set<String> names) {
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
        } catch (JacksonException broken) {
            return Map.of();
        }
    }

    /** The whole value; null when the bytes are no JSON. */
    public static @Nullable Object readWhole(byte[] bytes) {
        try (JsonParser parser = CompactJson.parser(bytes)) {
            JsonToken token = parser.nextToken();
            return token == null ? null : value(parser, token);
        } catch (JacksonException broken) {
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
