package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/**
 * The page of a list that a request asks for.
 *
 * @param limit the most rows, 1 to {@value #MAX_LIMIT}
 * @param after the last id of the previous page; null for the first page
 */
record PageRequest(int limit, @Nullable String after) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1_000;

    /** @throws InvalidRequestException if the limit is out of range, or the cursor is not one of this API */
    static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw InvalidRequestException.of(
                    "limit", "is %d; give a whole number from 1 to %d".formatted(size, MAX_LIMIT));
        }
        return new PageRequest(size, cursor == null || cursor.isEmpty() ? null : Cursor.read(cursor));
    }

    /** How many rows to read. One row more than wanted shows whether another page follows. */
    int fetch() {
        return limit + 1;
    }
}
