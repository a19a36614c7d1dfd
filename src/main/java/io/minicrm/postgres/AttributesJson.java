package io.minicrm.postgres;

import io.minicrm.text.PlainJson;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
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
            PlainJson.write(attributes, json);
        }
        return text.toString();
    }

    /** Writes in UTF-8. */
    static void write(Map<?, ?> attributes, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            PlainJson.write(attributes, json);
        }
    }

    /** Reads token by token: every number becomes a decimal, and no tree is built in between. */
    static Map<String, Object> read(String json) {
        var values = new HashMap<String, Object>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Object value = PlainJson.read(parser);
                if (value == null) {
                    throw new IllegalStateException("Attribute %s is stored as null".formatted(name));
                }
                values.put(name, value);
            }
        }
        return values;
    }
}
