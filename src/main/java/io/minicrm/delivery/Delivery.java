package io.minicrm.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the log.
 *
 * @param attempt the attempt that the status is about
 * @param error why it failed or was skipped; null otherwise
 * @param nextAttemptAt when a {@code retrying} message is due; null otherwise
 */
public record Delivery(
        String campaignId,
        String leadId,
        int chunkIndex,
        DeliveryStatus status,
        int attempt,
        @Nullable String providerMessageId,
        @Nullable String error,
        Instant claimedAt,
        Instant updatedAt,
        @Nullable Instant nextAttemptAt) {}
