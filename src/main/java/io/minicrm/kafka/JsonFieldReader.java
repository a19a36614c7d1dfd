package io.minicrm.kafka;

import io.minicrm.text.InstantText;
import io.minicrm.text.PlainJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON object field by field, in any order: {@link #next} returns the name of the next field, and one of the
 * other methods must then read its value. These throw IllegalArgumentException, which names the field, if the value has
 * another type.
 */
public final class JsonFieldReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private boolean opened;
    private String field = "";

    JsonFieldReader(JsonParser json) {
        this.json = json;
    }

    /** One text field of a JSON object; null if there is none, or if the bytes are not a JSON object up to there. */
    static @Nullable String textField(byte[] bytes, String name) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            var fields = new JsonFieldReader(json);
            for (String field = fields.next(); field != null; field = fields.next()) {
                if (field.equals(name)) {
                    return fields.text();
                }
                fields.skip();
            }
            return null;
        } catch (JacksonException | IllegalArgumentException notThere) {
            return null;
        }
    }

    /** The name of the next field; null if there are no more. */
    public @Nullable String next() {
        if (!opened) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            opened = true;
        }
        String name = json.nextName();
        if (name != null) {
            field = name;
        }
        return name;
    }

    /** Calls {@code field} with the name of each further field; it must read or skip the value. */
    public void forEach(Consumer<String> field) {
        for (String name = next(); name != null; name = next()) {
            field.accept(name);
        }
    }

    /** Skips the value, whatever it is. */
    public void skip() {
        json.nextToken();
        json.skipChildren();
    }

    /** A string, or null. */
    public @Nullable String text() {
        return switch (json.nextToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            default -> throw wrong("a string");
        };
    }

    /** A 32-bit integer, or null. */
    public @Nullable Integer integer() {
        return switch (json.nextToken()) {
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_NULL -> null;
            default -> throw wrong("a whole number");
        };
    }

    /** A boolean, or null. */
    public @Nullable Boolean flag() {
        return switch (json.nextToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw wrong("true or false");
        };
    }

    /** An ISO-8601 instant, or null. */
    public @Nullable Instant time() {
        String text = text();
        try {
            return text == null ? null : InstantText.parse(text);
        } catch (DateTimeException noTime) {
            throw wrong("an ISO-8601 time", noTime);
        }
    }

    /** A list of strings, or null. */
    public @Nullable List<String> texts() {
        return switch (json.nextToken()) {
            case START_ARRAY -> elements();
            case VALUE_NULL -> null;
            default -> throw wrong("a list of strings");
        };
    }

    private List<String> elements() {
        List<String> texts = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                throw wrong("a list of strings");
            }
            texts.add(json.getString());
        }
        return texts;
    }

    /** Strings, numbers, booleans, lists and objects by name, without those that are null; or null. */
    public @Nullable Map<String, Object> values() {
        return switch (json.nextToken()) {
            case START_OBJECT -> entries();
            case VALUE_NULL -> null;
            default -> throw wrong("an object");
        };
    }

    private Map<String, Object> entries() {
        Map<String, Object> values = new HashMap<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (json.nextToken()) {
                case VALUE_STRING -> values.put(name, json.getString());
                case VALUE_NUMBER_INT -> values.put(name, json.getNumberValue());
                case VALUE_NUMBER_FLOAT -> values.put(name, json.getDecimalValue());
                case VALUE_TRUE -> values.put(name, true);
                case VALUE_FALSE -> values.put(name, false);
                case VALUE_NULL -> values.remove(name);
                case START_ARRAY, START_OBJECT -> values.put(name, Objects.requireNonNull(PlainJson.read(json)));
                default -> throw wrong("an object of plain values");
            }
        }
        return values;
    }

    /** Checks that nothing follows the object. */
    void end() {
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("there is more after the JSON object");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("%s is not %s".formatted(field, expected));
    }

    private IllegalArgumentException wrong(String expected, Exception cause) {
        return new IllegalArgumentException("%s is not %s".formatted(field, expected), cause);
    }
}
