package io.minicrm.kafka;

import io.minicrm.text.InstantText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one JSON object field by field, in whatever order they come: {@link #next} names the next field, and one of the other methods
 * must take its value. They throw IllegalArgumentException, naming the field, when it has another type.
 */
public final class JsonFieldReader {

    private final JsonParser json;
    private boolean opened;
    private String field = "";

    JsonFieldReader(JsonParser json) {
        this.json = json;
    }

    /** The name of the next field; null when there are no more. */
    public @Nullable String next() {
        if (!opened) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            opened = true;
        }
        String name = json.nextName();
        if (name != null) {
            field = name;
        }
        return name;
    }

    /** Passes over the value, whatever it is. */
    public void skip() {
        json.nextToken();
        json.skipChildren();
    }

    /** A text, or null. */
    public @Nullable String text() {
        return switch (json.nextToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            default -> throw wrong("a text");
        };
    }

    /** A whole number of 32 bits, or null. */
    public @Nullable Integer integer() {
        return switch (json.nextToken()) {
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_NULL -> null;
            default -> throw wrong("a whole number");
        };
    }

    /** A time in ISO-8601, or null. */
    public @Nullable Instant time() {
        String text = text();
        try {
            return text == null ? null : InstantText.parse(text);
        } catch (DateTimeException noTime) {
            throw wrong("a time in ISO-8601", noTime);
        }
    }

    /** A list of texts, or null. */
    public @Nullable List<String> texts() {
        return switch (json.nextToken()) {
            case START_ARRAY -> elements();
            case VALUE_NULL -> null;
            default -> throw wrong("a list of texts");
        };
    }

    private List<String> elements() {
        List<String> texts = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                throw wrong("a list of texts");
            }
            texts.add(json.getString());
        }
        return texts;
    }

    /** Texts, numbers and booleans by name, those that are null left out; or null. */
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
                default -> throw wrong("an object of texts, numbers and booleans");
            }
        }
        return values;
    }

    /** Called when the object has been read: nothing may follow it. */
    void end() {
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("something follows the JSON object");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("%s is not %s".formatted(field, expected));
    }

    private IllegalArgumentException wrong(String expected, Exception cause) {
        return new IllegalArgumentException("%s is not %s".formatted(field, expected), cause);
    }
}
