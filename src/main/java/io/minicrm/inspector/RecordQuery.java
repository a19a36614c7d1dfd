package io.minicrm.inspector;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a topic to read. {@link #of} builds one.
 *
 * @param limit the largest number of records of one page, at least 1
 * @param from where to start, oldest record first; null for the newest records before {@code to}
 * @param to where to stop; null for the current end
 * @param partition the only partition to read; null for all, or for the partition of {@code key}
 * @param key the key, in UTF-8, that records must have; null for any
 * @param headers the headers that records must have, each as {@code name=value}
 * @param where a CEL expression that must be true (see {@link CelFilter}); null for none
 * @param grep text that the key, the value or a header must contain, in UTF-8; null for none
 * @param scanLimit the largest number of records to read for one page; 0 for no limit
 * @param timeLimit the time after which a page ends with what was found; null for none
 * @param page the token of the page to read; null for the first page
 * @param committedOnly whether to leave out records of open and aborted transactions
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
        @Nullable Duration timeLimit,
        @Nullable String page,
        boolean committedOnly) {

    /** The scan limit of a page unless the query has another. */
    public static final long DEFAULT_SCAN_LIMIT = 1_000_000;

    public RecordQuery {
        headers = List.copyOf(headers);
        if (limit < 1) {
            throw new InvalidQueryException("limit", "is %d; give 1 or more".formatted(limit));
        }
    }

    /** A query for all records of a topic, newest first, unless the builder narrows it down. */
    public static Builder of(String topic) {
        return new Builder(topic);
    }

    /** The newest records of a topic. */
    public static RecordQuery newest(String topic, int limit) {
        return of(topic).limit(limit).scanLimit(DEFAULT_SCAN_LIMIT).build();
    }

    /** All records of a topic, from its beginning. */
    public static RecordQuery all(String topic) {
        return of(topic).from(new Position.Earliest()).build();
    }

    /** The same query, for the page with this token. */
    public RecordQuery withPage(@Nullable String token) {
        return new RecordQuery(
                topic,
                limit,
                from,
                to,
                partition,
                key,
                headers,
                where,
                grep,
                scanLimit,
                timeLimit,
                token,
                committedOnly);
    }

    boolean hasFilter() {
        return key != null
                || !headers.isEmpty()
                || where != null
                || grep != null
                || from instanceof Position.Time
                || to instanceof Position.Time;
    }

    IsolationLevel isolation() {
        return committedOnly ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    }

    /** Builds a query. What is not set does not narrow the query down. */
    public static final class Builder {

        private final String topic;
        private int limit = Integer.MAX_VALUE;
        private @Nullable Position from;
        private @Nullable Position to;
        private @Nullable Integer partition;
        private @Nullable String key;
        private List<String> headers = List.of();
        private @Nullable String where;
        private @Nullable String grep;
        private long scanLimit;
        private @Nullable Duration timeLimit;
        private @Nullable String page;
        private boolean committedOnly;

        private Builder(String topic) {
            this.topic = topic;
        }

        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        public Builder from(@Nullable Position from) {
            this.from = from;
            return this;
        }

        public Builder to(@Nullable Position to) {
            this.to = to;
            return this;
        }

        public Builder partition(@Nullable Integer partition) {
            this.partition = partition;
            return this;
        }

        public Builder key(@Nullable String key) {
            this.key = key;
            return this;
        }

        public Builder headers(List<String> headers) {
            this.headers = headers;
            return this;
        }

        public Builder where(@Nullable String where) {
            this.where = where;
            return this;
        }

        public Builder grep(@Nullable String grep) {
            this.grep = grep;
            return this;
        }

        public Builder scanLimit(long scanLimit) {
            this.scanLimit = scanLimit;
            return this;
        }

        public Builder timeLimit(@Nullable Duration timeLimit) {
            this.timeLimit = timeLimit;
            return this;
        }

        public Builder page(@Nullable String page) {
            this.page = page;
            return this;
        }

        public Builder committedOnly(boolean committedOnly) {
            this.committedOnly = committedOnly;
            return this;
        }

        public RecordQuery build() {
            return new RecordQuery(
                    topic,
                    limit,
                    from,
                    to,
                    partition,
                    key,
                    headers,
                    where,
                    grep,
                    scanLimit,
                    timeLimit,
                    page,
                    committedOnly);
        }
    }
}
