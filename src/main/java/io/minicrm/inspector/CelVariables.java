package io.minicrm.inspector;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The variables of an expression: parts of a record, and the fields of its JSON value. For one thread. */
final class CelVariables implements CelVariableResolver {

    private static final Map<String, CelType> PARTS = Map.of(
            "key", SimpleType.DYN,
            "partition", SimpleType.INT,
            "offset", SimpleType.INT,
            "timestamp", SimpleType.TIMESTAMP,
            "headers", MapType.create(SimpleType.STRING, SimpleType.STRING),
            "body", SimpleType.DYN);

    /** The names of CEL's types, which an expression can compare with, as in {@code type(price) == string}. */
    private static final Set<String> TYPES =
            Set.of("int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type");

    private final Set<String> fields;
    private @Nullable ConsumerRecord<byte[], byte[]> current;
    private @Nullable Map<String, Object> values;

    /**
     * @param names the names in the expression
     */
    CelVariables(Set<String> names) {
        this.fields = names.stream().filter(CelVariables::isField).collect(Collectors.toSet());
    }

    /** The variables that an expression with these names uses, with their types. */
    static Map<String, CelType> declarations(Set<String> names) {
        return names.stream()
                .filter(name -> !TYPES.contains(name))
                .collect(Collectors.toMap(name -> name, name -> PARTS.getOrDefault(name, SimpleType.DYN)));
    }

    /** Whether a name refers to a field of the JSON value. */
    static boolean isField(String name) {
        return !PARTS.containsKey(name) && !TYPES.contains(name);
    }

    void setCurrent(ConsumerRecord<byte[], byte[]> next) {
        current = next;
        values = null;
    }

    @Override
    public Optional<Object> find(String name) {
        ConsumerRecord<byte[], byte[]> record = current;
        if (record == null) {
            return Optional.empty();
        }
        return switch (name) {
            case "key" -> Optional.of(record.key() == null ? NullValue.NULL_VALUE : text(record.key()));
            case "partition" -> Optional.of((long) record.partition());
            case "offset" -> Optional.of(record.offset());
            case "timestamp" -> Optional.of(Instant.ofEpochMilli(record.timestamp()));
            case "headers" -> Optional.of(headers(record));
            case "body" ->
                record.value() == null
                        ? Optional.of(NullValue.NULL_VALUE)
                        : Optional.ofNullable(JsonFields.readWhole(record.value()));
            default -> Optional.ofNullable(fields(record).get(name));
        };
    }

    private Map<String, Object> fields(ConsumerRecord<byte[], byte[]> record) {
        Map<String, Object> known = values;
        if (known == null) {
            known = record.value() == null ? Map.of() : JsonFields.read(record.value(), fields);
            values = known;
        }
        return known;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), text(header.value()));
            }
        }
        return headers;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
