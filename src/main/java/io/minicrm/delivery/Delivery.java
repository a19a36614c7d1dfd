package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the delivery log.
 *
 * @param round how often the message was published so far, from 1
 * @param failures transient failures since it was first tried, or since a person had it retried
 * @param error why: the code of a reason if skipped or postponed, words if it went wrong; null otherwise
 * @param nextAttemptAt when a retrying or postponed message is due; null otherwise
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
        @Nullable Instant nextAttemptAt) {

    public String campaignId() {
        return key.campaignId();
    }

    public String leadId() {
        return key.leadId();
    }

    /** The attempt that the status is about, from 1. Only failures spend attempts; postponements do not. */
    public int attempt() {
        return status == DeliveryStatus.RETRYING ? Math.max(1, failures) : failures + 1;
    }

    /** Why the lead was not written to; null if it was not skipped. */
    public @Nullable SkipReason skipReason() {
        return status == DeliveryStatus.SKIPPED ? SkipReason.ofCode(error) : null;
    }

    /** Why the message waits; null if it is not postponed. */
    public @Nullable PostponeReason postponeReason() {
        return status == DeliveryStatus.POSTPONED ? PostponeReason.ofCode(error) : null;
    }

    /** Why the message is where it is, in words; null if nothing was noted. */
    public @Nullable String explanation() {
        SkipReason skipped = skipReason();
        if (skipped != null) {
            return skipped.text();
        }
        PostponeReason postponed = postponeReason();
        return postponed == null ? error : postponed.text();
    }
}
