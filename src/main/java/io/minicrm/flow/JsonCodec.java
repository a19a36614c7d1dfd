package io.minicrm.flow;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Records as JSON: snake_case names, instants in ISO-8601 UTC with milliseconds, unknown fields ignored. */
public final class JsonCodec<T> implements Codec<T> {

    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int WITH_MILLISECONDS = "2025-09-12T05:54:37.507Z".length();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
            .build();

    private final Class<T> type;

    public JsonCodec(Class<T> type) {
        this.type = type;
    }

    @Override
    public byte[] encode(T value) {
        return MAPPER.writeValueAsBytes(value);
    }

    @Override
    public T decode(byte[] bytes) {
        T value;
        try {
            value = MAPPER.readValue(bytes, type);
        } catch (JacksonException notSuchJson) {
            throw new MalformedRecordException(
                    "Not a %s: %s".formatted(type.getSimpleName(), notSuchJson.getOriginalMessage()), notSuchJson);
        }
        if (value == null) {
            throw new MalformedRecordException("Not a %s: null".formatted(type.getSimpleName()), null);
        }
        return value;
    }

    private static final class InstantSerializer extends ValueSerializer<Instant> {

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
            // Whole milliseconds, as nearly all are, have this text already unless they end with a second or lie far
            // off.
            String text = instant.toString();
            json.writeString(text.length() == WITH_MILLISECONDS ? text : MILLISECONDS.format(instant));
        }
    }
}
