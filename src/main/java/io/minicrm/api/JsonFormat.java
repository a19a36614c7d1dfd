package io.minicrm.api;

import io.minicrm.text.InstantText;
import io.minicrm.text.StoredText;
import java.time.Instant;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * How the API reads and writes JSON: snake_case, and instants in UTC with milliseconds. Nothing is guessed: an unknown
 * or repeated property, a number in quotes, or a string without quotes is refused.
 */
final class JsonFormat implements JsonMapperBuilderCustomizer {

    @Override
    public void customize(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .addModule(new SimpleModule("mini-crm-api")
                        .addSerializer(Instant.class, new InstantWriter())
                        .addDeserializer(Instant.class, new InstantReader())
                        .addDeserializer(Integer.class, new WholeNumberReader())
                        .addDeserializer(Long.class, new LongReader())
                        .addDeserializer(String.class, new TextReader()));
    }

    private static final class InstantWriter extends StdScalarSerializer<Instant> {

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(InstantText.format(value));
        }
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, in);
            }
            String text = in.getString();
            // A date without an offset would be one in the zone of the server, which the client may not know.
            var instant = InstantParameter.parse(text);
            if (instant.isPresent()) {
                return instant.get();
            }
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "no instant");
        }
    }

    /** In JSON, 50.0 is the same number as 50. */
    private static final class WholeNumberReader extends StdScalarDeserializer<Integer> {

        WholeNumberReader() {
            super(Integer.class);
        }

        @Override
        public Integer deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(JsonToken.VALUE_NUMBER_INT) && !in.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
                return (Integer) context.handleUnexpectedToken(Integer.class, in);
            }
            Integer number = WholeNumbers.exact(in.getDecimalValue());
            if (number == null) {
                return (Integer) context.handleUnexpectedToken(Integer.class, in);
            }
            return number;
        }
    }

    /** The same for numbers of 64 bits, such as offsets. */
    private static final class LongReader extends StdScalarDeserializer<Long> {

        LongReader() {
            super(Long.class);
        }

        @Override
        public Long deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(JsonToken.VALUE_NUMBER_INT) && !in.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
                return (Long) context.handleUnexpectedToken(Long.class, in);
            }
            Long number = WholeNumbers.exactLong(in.getDecimalValue());
            if (number == null) {
                return (Long) context.handleUnexpectedToken(Long.class, in);
            }
            return number;
        }
    }

    private static final class TextReader extends StdScalarDeserializer<String> {

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, in);
            }
            String text = in.getString();
            if (!StoredText.isWellFormed(text)) {
                return (String) context.handleWeirdStringValue(String.class, text, "not well-formed");
            }
            return text;
        }
    }
}
