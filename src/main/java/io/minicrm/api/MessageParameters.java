package io.minicrm.api;

import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordQuery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that select messages of a topic.
 *
 * @param limit the most messages, 1 to 1,000
 * @param from where to start, oldest first; null for the newest messages
 * @param to where to stop
 * @param partition the only partition to read
 * @param key the key that messages must have
 * @param header headers that messages must have, each as {@code name=value}
 * @param where a CEL expression that must be true
 * @param grep text that the key, the value or a header must contain
 * @param committed whether to leave out records of open and aborted transactions
 */
record MessageParameters(
        @Nullable Integer limit,
        @Nullable String cursor,
        @Nullable String from,
        @Nullable String to,
        @Nullable Integer partition,
        @Nullable String key,
        @Nullable List<String> header,
        @Nullable String where,
        @Nullable String grep,
        @Nullable Boolean committed) {

    /** @param now what durations such as {@code -15m} count from */
    RecordQuery.Builder query(String topic, Instant now) {
        return RecordQuery.of(topic)
                .limit(PageRequest.of(limit, null).limit())
                .from(from == null ? null : Position.parse("from", from, now))
                .to(to == null ? null : Position.parse("to", to, now))
                .partition(partition)
                .key(key)
                .headers(header == null ? List.of() : header)
                .where(where)
                .grep(grep)
                .page(cursor == null || cursor.isEmpty() ? null : cursor)
                .committedOnly(Boolean.TRUE.equals(committed));
    }
}
