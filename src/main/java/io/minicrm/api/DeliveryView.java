package io.minicrm.api;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.SendId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one message; what the fields mean stands at {@link Delivery}. */
record DeliveryView(
        String sendId,
        String campaignId,
        String leadId,
        String status,
        int attempt,
        int chunkIndex,
        @Nullable String providerMessageId,
        @Nullable String error,
        Instant claimedAt,
        Instant updatedAt,
        @Nullable Instant nextAttemptAt) {

    static List<DeliveryView> all(List<Delivery> deliveries) {
        return deliveries.stream().map(DeliveryView::of).toList();
    }

    private static DeliveryView of(Delivery delivery) {
        return new DeliveryView(
                SendId.of(delivery.campaignId(), delivery.leadId()),
                delivery.campaignId(),
                delivery.leadId(),
                delivery.status().wireName(),
                delivery.attempt(),
                delivery.chunkIndex(),
                delivery.providerMessageId(),
                delivery.error(),
                delivery.claimedAt(),
                delivery.updatedAt(),
                delivery.nextAttemptAt());
    }
}
