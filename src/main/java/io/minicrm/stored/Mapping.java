package io.minicrm.stored;

import java.util.List;
import java.util.function.Function;

/**
 * The description of a stored thing.
 *
 * @param fields all fields, in the order in which they are stored
 * @param reader builds the thing from the values of its fields
 * @param <R> the stored thing
 */
public record Mapping<R>(List<StoredField<R, ?>> fields, Function<FieldValues, R> reader) {

    /** Builds the thing from the values of its fields. */
    public R read(FieldValues values) {
        return reader.apply(values);
    }

    /** The names of all fields, in order. */
    public List<String> names() {
        return fields.stream().map(StoredField::name).toList();
    }
}
