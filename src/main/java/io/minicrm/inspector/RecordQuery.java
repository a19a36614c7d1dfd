package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a topic to read.
 *
 * @param limit the most records of one page, 1 or more
 * @param from where to begin, oldest first; null: the newest records before {@code to}
 * @param to where to end; null: at the end as it is now
 * @param partition the one partition to read; null: all, or the one that {@code key} belongs to
 * @param key the key in UTF-8 that records must have; null: any
 * @param headers what headers must say, {@code name=value} each
 * @param where a CEL expression that must be true; null: none (see {@link CelFilter})
 * @param grep text that the key, the value or a header must contain, in UTF-8; null: none
 * @param scanLimit the most records to look at for one page; 0: no limit
 * @param page where the page before ended; null: the first page
 * @param committedOnly whether to leave out what open or aborted transactions wrote
 */
public record RecordQuery(
        String topic,
        int limit,
        @Nullable Position from,
        @Nullable Position to,
        @Nullable Integer partition,
        @Nullable String key,
        List<String> headers,
        @Nullable String where,
        @Nullable String grep,
        long scanLimit,
        @Nullable String page,
        boolean committedOnly) {

    /** So many records are looked at for one page unless the query says otherwise. */
    public static final long DEFAULT_SCAN_LIMIT = 1_000_000;

    public RecordQuery {
        headers = List.copyOf(headers);
        if (limit < 1) {
            throw new InvalidQueryException("limit", "is %d; give 1 or more".formatted(limit));
        }
    }

    /** The newest records of a topic. */
    public static RecordQuery newest(String topic, int limit) {
        return new RecordQuery(
                topic, limit, null, null, null, null, List.of(), null, null, DEFAULT_SCAN_LIMIT, null, false);
    }

    /** All records of a topic, from its beginning. */
    public static RecordQuery all(String topic) {
        return new RecordQuery(
                topic,
                Integer.MAX_VALUE,
                new Position.Earliest(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                0,
                null,
                false);
    }

    /** The same, only records with this key. */
    public RecordQuery withKey(@Nullable String wanted) {
        return new RecordQuery(
                topic, limit, from, to, partition, wanted, headers, where, grep, scanLimit, page, committedOnly);
    }

    /** The same, only records for which this CEL expression is true. */
    public RecordQuery withWhere(@Nullable String expression) {
        return new RecordQuery(
                topic, limit, from, to, partition, key, headers, expression, grep, scanLimit, page, committedOnly);
    }

    /** The same, going on where a page ended. */
    public RecordQuery withPage(@Nullable String token) {
        return new RecordQuery(
                topic, limit, from, to, partition, key, headers, where, grep, scanLimit, token, committedOnly);
    }

    boolean filters() {
        return key != null || !headers.isEmpty() || where != null || grep != null;
    }
}
