package io.minicrm.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Plain values as JSON: texts, numbers, booleans, and lists and objects of them. */
public final class PlainJson {

    private PlainJson() {}

    /** @throws IllegalArgumentException if the value, or one in it, is of another class */
    public static void write(@Nullable Object value, JsonGenerator json) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case BigDecimal number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case List<?> items -> {
                json.writeStartArray();
                items.forEach(item -> write(item, json));
                json.writeEndArray();
            }
            case Map<?, ?> object -> {
                json.writeStartObject();
                object.forEach((name, property) -> {
                    json.writeName((String) name);
                    write(property, json);
                });
                json.writeEndObject();
            }
            default -> throw new IllegalArgumentException("A %s is not a plain value".formatted(value.getClass()));
        }
    }

    /**
     * Reads the value at the current token. Every number becomes a decimal. Afterwards the parser is at the last token
     * of the value.
     */
    public static @Nullable Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(json));
                }
                yield items;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    object.put(name, read(json));
                }
                yield object;
            }
            default -> throw new IllegalStateException("No value starts with " + json.currentToken());
        };
    }
}
