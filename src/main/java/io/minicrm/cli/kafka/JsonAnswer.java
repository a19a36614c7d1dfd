package io.minicrm.cli.kafka;

import io.minicrm.text.InstantText;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Answers as JSON: snake_case names, instants in ISO-8601 UTC with milliseconds. Loaded only when JSON is asked for. */
final class JsonAnswer {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
            .build();

    private JsonAnswer() {}

    /** The answer on one line. */
    static String line(Object answer) {
        return MAPPER.writeValueAsString(answer);
    }

    private static final class InstantSerializer extends ValueSerializer<Instant> {

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            json.writeString(InstantText.format(instant));
        }
    }
}
