package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit the longest part, 1 to {@value #MAX_LIMIT}
 * @param after the last id of the part before; null for the first part
 */
record PageRequest(int limit, @Nullable String after) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1_000;

    /**
     * @throws InvalidRequestException when the limit is out of range or the cursor is none of ours
     */
    static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw InvalidRequestException.of(
                    "limit", "is %d; give a whole number from 1 to %d".formatted(size, MAX_LIMIT));
        }
        return new PageRequest(size, cursor == null || cursor.isEmpty() ? null : Cursor.read(cursor));
    }

    /** How many rows to read: one more than wanted tells whether another part follows. */
    int fetch() {
        return limit + 1;
    }
}
