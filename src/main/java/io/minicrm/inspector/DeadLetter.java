package io.minicrm.inspector;

import io.minicrm.kafka.DeadLetters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be worked on, with what its headers say about it.
 *
 * @param partition where it lies in {@link DeadLetters#TOPIC}
 * @param offset where it lies in {@link DeadLetters#TOPIC}
 * @param at when it was buried
 * @param originalTopic where it came from; null when no header says so, and then it cannot be replayed
 * @param exception the class of the error
 * @param message what the error said
 * @param replays how often it was replayed before
 */
public record DeadLetter(
        int partition,
        long offset,
        Instant at,
        @Nullable String originalTopic,
        @Nullable Long originalPartition,
        @Nullable Long originalOffset,
        @Nullable String consumerGroup,
        @Nullable String exception,
        @Nullable String message,
        @Nullable String key,
        int replays) {

    static DeadLetter of(StoredRecord stored) {
        return new DeadLetter(
                stored.partition(),
                stored.offset(),
                stored.timestamp(),
                stored.header("kafka_dlt-original-topic"),
                stored.headerNumber("kafka_dlt-original-partition"),
                stored.headerNumber("kafka_dlt-original-offset"),
                stored.header("kafka_dlt-original-consumer-group"),
                stored.header("kafka_dlt-exception-fqcn"),
                stored.header("kafka_dlt-exception-message"),
                stored.key(),
                replays(stored.header(DeadLetterReplay.COUNT_HEADER)));
    }

    private static int replays(@Nullable String count) {
        return count != null && count.matches("[0-9]{1,6}") ? Integer.parseInt(count) : 0;
    }
}
