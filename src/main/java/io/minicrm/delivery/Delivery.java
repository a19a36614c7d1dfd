package io.minicrm.delivery;

import io.minicrm.campaign.KeyedByMessage;
import io.minicrm.campaign.MessageKey;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the delivery log.
 *
 * @param round number of times the message was published so far, from 1
 * @param failures transient failures since the first attempt, or since somebody had the message retried
 * @param error the code of a reason if skipped or postponed, a text if it failed; null otherwise
 * @param nextAttemptAt when a retrying or postponed message is due; null otherwise
 * @param heldBy the limit that the postponed message waits for, as {@code LimitKey} writes it; null
 *     if it waits for none
 * @param maybeSent whether an earlier attempt may have reached the provider
 */
public record Delivery(
        MessageKey key,
        int chunkIndex,
        DeliveryStatus status,
        int round,
        int failures,
        @Nullable String providerMessageId,
        @Nullable String error,
        Instant claimedAt,
        Instant updatedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String heldBy,
        boolean maybeSent)
        implements KeyedByMessage {

    /** The attempt that the status is about, from 1. Only failures use attempts; postponements do not. */
    public int attempt() {
        return status == DeliveryStatus.RETRYING ? Math.max(1, failures) : failures + 1;
    }

    /** The reason if the message was skipped; null otherwise. */
    public @Nullable SkipReason skipReason() {
        return status == DeliveryStatus.SKIPPED ? SkipReason.ofCode(error) : null;
    }

    /** The reason if the message is postponed; null otherwise. */
    public @Nullable PostponeReason postponeReason() {
        return status == DeliveryStatus.POSTPONED ? PostponeReason.ofCode(error) : null;
    }

    /** The reason of the status as text; null if none is stored. */
    public @Nullable String explanation() {
        SkipReason skipped = skipReason();
        if (skipped != null) {
            return skipped.text();
        }
        // A message that is being sent keeps the reason for which it was postponed before.
        PostponeReason postponed = status.isSettled() ? null : PostponeReason.ofCode(error);
        return postponed == null ? error : postponed.text();
    }
}
