package io.minicrm.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * A topic and the form of its records.
 *
 * @param partitions the number of partitions that the topic is created with; an existing topic is left as it is
 * @param key the record's key, which decides its partition
 * @param envelope the headers of a value
 */
public record Topic<T>(
        String name, int partitions, Codec<T> codec, Function<T, String> key, Function<T, Envelope> envelope) {

    /**
     * The headers of a message: CloudEvents attributes in binary mode, and the fields that our own tools filter by.
     *
     * @param id the event's id; a repeated message has the same
     * @param type the event's type, such as {@code minicrm.chunk.published}
     * @param traceId 32 lower-case hexadecimal digits, as in W3C Trace Context
     * @param further headers of this topic alone, by name
     * @see <a
     *     href="https://github.com/cloudevents/spec">CloudEvents
     *     Kafka binding</a>
     */
    public record Envelope(
            String id, String type, Instant time, String campaignId, String traceId, Map<String, String> further) {}
}
