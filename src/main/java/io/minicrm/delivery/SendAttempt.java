package io.minicrm.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a receipt that only a sender knows. A provider's callback has none.
 *
 * @param number the attempt, from 1; a postponement does not use one
 * @param round number of times the message was published so far, from 1; it distinguishes receipts of different rounds
 * @param failures earlier transient failures, this one included; null leaves the log's number as it is
 * @param nextAttemptAt when a retrying or postponed message is due again; null otherwise
 * @param heldBy the limit that a postponed message waits for, as {@code LimitKey} writes it; null if it waits for
 *     something else
 * @param maybeSent whether this attempt or an earlier one may have reached the provider
 */
public record SendAttempt(
        int number,
        int round,
        @Nullable Integer failures,
        @Nullable Instant nextAttemptAt,
        @Nullable String heldBy,
        boolean maybeSent) {

    /** Of a message that waits for no limit and has not been sent by an earlier attempt. */
    public SendAttempt(int number, int round, @Nullable Integer failures, @Nullable Instant nextAttemptAt) {
        this(number, round, failures, nextAttemptAt, null, false);
    }
}
