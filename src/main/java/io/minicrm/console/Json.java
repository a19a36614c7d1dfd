package io.minicrm.console;

import io.minicrm.text.InstantText;
import io.minicrm.text.VisibleText;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as the commands read and write it: snake_case names, instants in ISO-8601 UTC with milliseconds. This class is
 * loaded with the first JSON, which saves its start-up time in commands that print a table.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** @throws tools.jackson.core.JacksonException if the text is not JSON */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** @throws tools.jackson.core.JacksonException if the bytes are not JSON */
    public static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    /** A tree, map, list or record as JSON on one line, without characters that terminals obey. */
    public static String line(Object value) {
        return VisibleText.json(MAPPER.writeValueAsString(value));
    }

    /** The same in UTF-8. */
    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    private static final class InstantSerializer extends ValueSerializer<Instant> {

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            json.writeString(InstantText.format(instant));
        }
    }
}
