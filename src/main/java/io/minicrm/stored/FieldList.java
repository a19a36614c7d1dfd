package io.minicrm.stored;

import io.minicrm.stored.FieldType.TextCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Declares the fields of a stored thing, in the order in which they are stored. {@link SegmentFields} is the shortest
 * example.
 *
 * @param <R> the stored thing
 */
public final class FieldList<R> {

    private final List<StoredField<R, ?>> fields = new ArrayList<>();

    public <T> StoredField<R, T> required(String name, FieldType<T> type, Function<R, T> getter) {
        return add(new StoredField<>(name, null, type, true, getter));
    }

    public <T> StoredField<R, T> optional(String name, FieldType<T> type, Function<R, @Nullable T> getter) {
        return add(new StoredField<>(name, null, type, false, getter));
    }

    /** A field that archives of earlier versions have under another name. */
    <T> StoredField<R, T> optional(String formerName, String name, FieldType<T> type, Function<R, @Nullable T> getter) {
        return add(new StoredField<>(name, formerName, type, false, getter));
    }

    /** A required field that archives of earlier versions have under another name. */
    <T> StoredField<R, T> renamed(String formerName, String name, FieldType<T> type, Function<R, T> getter) {
        return add(new StoredField<>(name, formerName, type, true, getter));
    }

    private <T> StoredField<R, T> add(StoredField<R, T> field) {
        fields.add(field);
        return field;
    }

    /** @param read builds the thing from the values of its fields */
    public Mapping<R> read(Function<FieldValues, R> read) {
        return new Mapping<>(List.copyOf(fields), read);
    }

    public static FieldType<String> text(int maxLength) {
        return new FieldType.Text(maxLength, TextCheck.ANY);
    }

    static <E extends Enum<E>> FieldType<E> oneOf(E[] values, Function<E, String> code) {
        return new FieldType.Choice<>(List.of(values), code);
    }
}
