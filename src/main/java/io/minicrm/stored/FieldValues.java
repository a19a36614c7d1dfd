package io.minicrm.stored;

import org.jspecify.annotations.Nullable;

/** The field values of one stored thing: a row, a document, or a line of an archive. */
public interface FieldValues {

    /** The plain form of the field's value; null if there is none. */
    @Nullable
    Object plain(StoredField<?, ?> field);

    /** The field's value; null if there is none. */
    default <T> @Nullable T find(StoredField<?, T> field) {
        Object plain = plain(field);
        return plain == null ? null : field.type().value(plain);
    }

    /**
     * The value of a required field.
     *
     * @throws IllegalStateException if there is none
     */
    default <T> T get(StoredField<?, T> field) {
        T value = find(field);
        if (value == null) {
            throw new IllegalStateException("The stored field %s has no value".formatted(field.name()));
        }
        return value;
    }
}
