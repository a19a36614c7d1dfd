package io.minicrm.postgres;

import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The attributes of a lead as the JSON object in their column. */
final class AttributesJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static final int USUAL_LENGTH = 256;

    private AttributesJson() {}

    static String write(Map<?, ?> attributes) {
        if (attributes.isEmpty()) {
            return "{}";
        }
        var text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(attributes, json);
        }
        return text.toString();
    }

    /** Writes in UTF-8. */
    static void write(Map<?, ?> attributes, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(attributes, json);
        }
    }

    private static void write(Map<?, ?> attributes, JsonGenerator json) {
        json.writeStartObject();
        attributes.forEach((name, value) -> {
            json.writeName((String) name);
            switch (value) {
                case BigDecimal number -> json.writeNumber(number);
                case Boolean flag -> json.writeBoolean(flag);
                default -> json.writeString((String) value);
            }
        });
        json.writeEndObject();
    }

    /** Reads token by token: every number becomes a decimal, and no tree is built in between. */
    static Map<String, Object> read(String json) {
        var values = new HashMap<String, Object>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                values.put(
                        name,
                        switch (token) {
                            case VALUE_STRING -> parser.getString();
                            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
                            case VALUE_TRUE -> true;
                            case VALUE_FALSE -> false;
                            default ->
                                throw new IllegalStateException(
                                        "Attribute %s is stored as %s, which is not a value of an attribute"
                                                .formatted(name, token));
                        });
            }
        }
        return values;
    }
}
