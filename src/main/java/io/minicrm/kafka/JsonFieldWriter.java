package io.minicrm.kafka;

import io.minicrm.text.InstantText;
import io.minicrm.text.PlainJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the fields of one JSON object. */
public final class JsonFieldWriter {

    private final JsonGenerator json;

    JsonFieldWriter(JsonGenerator json) {
        this.json = json;
    }

    /** A string; null is written as null. */
    public JsonFieldWriter text(String name, @Nullable String value) {
        json.writeName(name);
        json.writeString(value);
        return this;
    }

    /** An integer; null is written as null. */
    public JsonFieldWriter integer(String name, @Nullable Integer value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
        return this;
    }

    /** A boolean; null is written as null. */
    public JsonFieldWriter flag(String name, @Nullable Boolean value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeBoolean(value);
        }
        return this;
    }

    /** An instant with milliseconds; null is written as null. */
    public JsonFieldWriter time(String name, @Nullable Instant value) {
        return text(name, value == null ? null : InstantText.format(value));
    }

    /** A list of strings. */
    public JsonFieldWriter texts(String name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
        return this;
    }

    /** An object whose values are strings, numbers, booleans, and lists and objects of them. */
    public JsonFieldWriter values(String name, Map<String, Object> values) {
        json.writeName(name);
        PlainJson.write(values, json);
        return this;
    }
}
