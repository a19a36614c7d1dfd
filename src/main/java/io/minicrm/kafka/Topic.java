package io.minicrm.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * A topic and what is on it.
 *
 * @param name the topic's name
 * @param partitions how many partitions it is created with; an existing topic is taken as it is
 * @param codec how its values are written
 * @param key the record's key, which chooses the partition
 * @param envelope what the headers say of a value
 */
public record Topic<T>(
        String name, int partitions, Codec<T> codec, Function<T, String> key, Function<T, Envelope> envelope) {

    /**
     * What travels in the headers: CloudEvents attributes in binary mode, and what our own tools filter by.
     *
     * @param id the event's id; a repeated message has the same
     * @param type the event's type, such as {@code minicrm.chunk.published}
     * @param time when it happened
     * @param campaignId the campaign
     * @param traceId 32 lower-case hexadecimal digits, as in W3C Trace Context
     * @param further headers of this topic alone, by name
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents
     *     Kafka binding</a>
     */
    public record Envelope(
            String id, String type, Instant time, String campaignId, String traceId, Map<String, String> further) {}
}
