package io.minicrm.kafka;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Encodes records as JSON objects, field by field. Each message of a campaign passes through here six times, so its
 * fields are named in code: data binding by reflection took twice as long.
 */
public final class JsonCodec<T> implements Codec<T> {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int INITIAL_SIZE = 512;

    private final String name;
    private final BiConsumer<T, JsonFieldWriter> writer;
    private final BiFunction<JsonFieldReader, HeaderValues, T> reader;

    /**
     * @param name the name of the record type in error messages
     * @param writer writes the fields of a record
     * @param reader reads them; throws IllegalArgumentException if a field is missing or invalid
     */
    public JsonCodec(String name, BiConsumer<T, JsonFieldWriter> writer, Function<JsonFieldReader, T> reader) {
        this(name, writer, (fields, headers) -> reader.apply(fields));
    }

    /**
     * A codec of records that have a part of their content in headers.
     *
     * @param reader reads fields and headers; throws IllegalArgumentException if one is missing or invalid
     */
    public JsonCodec(
            String name, BiConsumer<T, JsonFieldWriter> writer, BiFunction<JsonFieldReader, HeaderValues, T> reader) {
        this.name = name;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public byte[] encode(T value) {
        try (var bytes = new ByteArrayBuilder(INITIAL_SIZE)) {
            try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
                json.writeStartObject();
                writer.accept(value, new JsonFieldWriter(json));
                json.writeEndObject();
            }
            return bytes.toByteArray();
        }
    }

    @Override
    public T decode(byte[] bytes, HeaderValues headers) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            var fields = new JsonFieldReader(json);
            T value = reader.apply(fields, headers);
            fields.end();
            return value;
        } catch (JacksonException broken) {
            throw new MalformedRecordException("Not a %s: %s".formatted(name, broken.getOriginalMessage()), broken);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedRecordException("Not a %s: %s".formatted(name, wrong.getMessage()), wrong);
        }
    }
}
