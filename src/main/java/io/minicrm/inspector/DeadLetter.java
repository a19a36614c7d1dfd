package io.minicrm.inspector;

import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.DeadLetters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed, and what its headers say about it. A header that is missing is null here.
 *
 * @param partition its partition in {@link DeadLetters#TOPIC}
 * @param offset its offset in {@link DeadLetters#TOPIC}
 * @param at when it became a dead letter
 * @param originalTopic the topic from which it came; without it, the letter cannot be replayed
 * @param exception the class of the error
 * @param message the message of the error
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

    /** The header that counts replays, in decimal digits. */
    public static final String REPLAY_COUNT_HEADER = "minicrm-replay-count";

    public static DeadLetter of(StoredRecord stored) {
        return new DeadLetter(
                stored.partition(),
                stored.offset(),
                stored.timestamp(),
                stored.header(DeadLetterHeaders.ORIGINAL_TOPIC),
                stored.headerNumber(DeadLetterHeaders.ORIGINAL_PARTITION),
                stored.headerNumber(DeadLetterHeaders.ORIGINAL_OFFSET),
                stored.header(DeadLetterHeaders.ORIGINAL_CONSUMER_GROUP),
                stored.header(DeadLetterHeaders.EXCEPTION_CLASS),
                stored.header(DeadLetterHeaders.EXCEPTION_MESSAGE),
                stored.key(),
                replays(stored.header(REPLAY_COUNT_HEADER)));
    }

    private static int replays(@Nullable String count) {
        return count != null && count.matches("[0-9]{1,6}") ? Integer.parseInt(count) : 0;
    }
}
