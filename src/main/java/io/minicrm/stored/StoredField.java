package io.minicrm.stored;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a stored thing.
 *
 * @param name the name in the archive, in PostgreSQL and, except for the key, in MongoDB
 * @param formerName the name in archives of earlier versions; null if it is the same
 * @param required whether every stored thing has a value; a missing value has no field in JSON and in documents, and is
 *     NULL in a table
 * @param getter reads the value; null only if the field is not required
 * @param <R> the stored thing
 * @param <T> the values
 */
public record StoredField<R, T>(
        String name,
        @Nullable String formerName,
        FieldType<T> type,
        boolean required,
        Function<R, @Nullable T> getter) {

    /** The plain form of the thing's value; null if it has none. */
    public @Nullable Object plain(R thing) {
        T value = getter.apply(thing);
        return value == null ? null : type.plain(value);
    }
}
