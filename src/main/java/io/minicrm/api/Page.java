package io.minicrm.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of one page of a list.
 *
 * @param success always true
 * @param nextCursor the cursor of the next page; null if this is the last one
 */
record Page<T>(boolean success, List<T> data, @Nullable String nextCursor) {

    /**
     * The page that a request asked for.
     *
     * @param rows the answer of the store to {@link PageRequest#fetch}: one row more than wanted if there is another
     *     page
     * @param key the part of a row that a cursor contains
     * @param views converts rows to what the API shows, all at once
     */
    static <R, T> Page<T> of(
            PageRequest request, List<R> rows, Function<R, String> key, Function<List<R>, List<T>> views) {
        boolean more = rows.size() > request.limit();
        List<R> page = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(true, views.apply(page), more ? Cursor.after(key.apply(page.getLast())) : null);
    }
}
