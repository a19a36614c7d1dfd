package io.minicrm.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a sender knows of a message besides its outcome. A provider's callback knows nothing of it.
 *
 * @param number the attempt, from 1; a postponement spends none
 * @param round how often the message was published so far, from 1: tells the receipts of one round from those of another
 * @param failures earlier transient failures, this one included; null leaves the log's number as it is
 * @param nextAttemptAt when a retrying or postponed message is due again; null otherwise
 */
public record SendAttempt(
        int number,
        int round,
        @Nullable Integer failures,
        @Nullable Instant nextAttemptAt) {}
