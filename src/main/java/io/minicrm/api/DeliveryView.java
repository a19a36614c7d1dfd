package io.minicrm.api;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one message; {@link Delivery} describes the fields. */
record DeliveryView(
        String sendId,
        String campaignId,
        String leadId,
        DeliveryStatus status,
        int attempt,
        int chunkIndex,
        @Nullable String providerMessageId,
        @Nullable String reason,
        @Nullable String error,
        Instant claimedAt,
        Instant updatedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String heldBy) {

    static List<DeliveryView> all(List<Delivery> deliveries) {
        return deliveries.stream().map(DeliveryView::of).toList();
    }

    static DeliveryView of(Delivery delivery) {
        return new DeliveryView(
                delivery.key().sendId(),
                delivery.campaignId(),
                delivery.leadId(),
                delivery.status(),
                delivery.attempt(),
                delivery.chunkIndex(),
                delivery.providerMessageId(),
                reason(delivery),
                PersonalData.textIfAny(delivery.explanation()),
                delivery.claimedAt(),
                delivery.updatedAt(),
                delivery.nextAttemptAt(),
                delivery.status() == DeliveryStatus.POSTPONED ? delivery.heldBy() : null);
    }

    private static @Nullable String reason(Delivery delivery) {
        SkipReason skipped = delivery.skipReason();
        if (skipped != null) {
            return skipped.code();
        }
        PostponeReason postponed = delivery.postponeReason();
        return postponed == null ? null : postponed.code();
    }
}
