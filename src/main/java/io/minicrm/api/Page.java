package io.minicrm.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of a part of a list.
 *
 * @param success always true
 * @param nextCursor where the next part begins; null when this is the last one
 */
record Page<T>(boolean success, List<T> data, @Nullable String nextCursor) {

    /**
     * The part that a request asked for.
     *
     * @param rows what the store gave for {@link PageRequest#fetch}: one more than wanted when there is another part
     * @param key what the store continues after
     * @param views turns the rows that are shown into what is shown of them, all at once
     */
    static <R, T> Page<T> of(
            PageRequest request, List<R> rows, Function<R, String> key, Function<List<R>, List<T>> views) {
        boolean more = rows.size() > request.limit();
        List<R> part = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(true, views.apply(part), more ? Cursor.after(key.apply(part.getLast())) : null);
    }
}
