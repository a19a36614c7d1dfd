package io.minicrm.mongodb;

import io.minicrm.archive.Entry.StoredDelivery;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import java.util.List;
import org.bson.Document;

/** A message as a document of the collection {@code deliveries}. Its status is the rung of the ladder, so that rungs compare. */
final class DeliveryDocument {

    static final String COLLECTION = "deliveries";
    static final int SENDING = DeliveryStatus.SENDING.ordinal();
    static final int RETRYING = DeliveryStatus.RETRYING.ordinal();

    /** From here on a status is a fact about the message and no longer about an attempt. */
    static final int SENT = DeliveryStatus.SENT.ordinal();

    static final CollectionShape SCHEMA = CollectionShape.of(
                    COLLECTION, "_id", "chunk", "status", "attempt", "failures", "claim", "claimed_at", "updated_at")
            .with(List.of("_id", "claim", "provider_message_id", "error"), "string")
            .with(List.of("chunk", "status", "attempt", "failures"), "int")
            .with(List.of("claimed_at", "updated_at", "next_attempt_at"), "date");

    private static final DeliveryStatus[] RUNGS = DeliveryStatus.values();

    private DeliveryDocument() {}

    static Delivery read(Document delivery) {
        DeliveryKey key = DeliveryKey.of(delivery);
        return new Delivery(
                key.campaignId(),
                key.leadId(),
                delivery.getInteger("chunk"),
                status(delivery.getInteger("status")),
                delivery.getInteger("attempt"),
                delivery.getString("provider_message_id"),
                delivery.getString("error"),
                DocumentFields.instant(delivery, "claimed_at"),
                DocumentFields.instant(delivery, "updated_at"),
                DocumentFields.instantOrNull(delivery, "next_attempt_at"));
    }

    static Document of(StoredDelivery stored) {
        Delivery delivery = stored.delivery();
        Document document = new Document("_id", DeliveryKey.id(delivery.campaignId(), delivery.leadId()))
                .append("chunk", delivery.chunkIndex())
                .append("status", delivery.status().ordinal())
                .append("attempt", delivery.attempt())
                .append("failures", stored.failures())
                .append("claim", stored.claim())
                .append("claimed_at", delivery.claimedAt())
                .append("updated_at", delivery.updatedAt());
        DocumentFields.put(document, "next_attempt_at", delivery.nextAttemptAt());
        DocumentFields.put(document, "provider_message_id", delivery.providerMessageId());
        DocumentFields.put(document, "error", delivery.error());
        return document;
    }

    static DeliveryStatus status(int rung) {
        return RUNGS[rung];
    }
}
