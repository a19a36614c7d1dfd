package io.minicrm.postgres;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns rows into arrays, one per column, so that one statement takes a whole batch. */
final class Columns {

    private Columns() {}

    static <R, T extends @Nullable Object> T[] of(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
