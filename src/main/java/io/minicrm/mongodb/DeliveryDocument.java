package io.minicrm.mongodb;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.stored.Entry.StoredDelivery;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.bson.Document;

/** A message as a document of the collection {@code deliveries}. */
final class DeliveryDocument {

    static final String COLLECTION = "deliveries";
    static final int SENDING = DeliveryStatus.SENDING.storedCode();
    static final int POSTPONED = DeliveryStatus.POSTPONED.storedCode();
    static final int RETRYING = DeliveryStatus.RETRYING.storedCode();

    /** The stored codes of messages that wait for their next round. */
    static final List<Integer> WAITING = codes(DeliveryStatus::isWaiting);

    /**
     * The field that counts the rounds. It has always counted how often a message was published, but was named for attempts; renaming a
     * field in every document of the largest collection is not worth the name.
     */
    static final String ROUND = "attempt";

    static final CollectionShape SCHEMA = CollectionShape.of(
                    COLLECTION, "_id", "chunk", "status", ROUND, "failures", "claim", "claimed_at", "updated_at")
            .with(List.of("_id", "claim", "provider_message_id", "error"), "string")
            .with(List.of("chunk", "status", ROUND, "failures"), "int")
            .with(List.of("claimed_at", "updated_at", "next_attempt_at"), "date");

    private DeliveryDocument() {}

    /** The stored codes of the statuses that a condition is true for. */
    static List<Integer> codes(Predicate<DeliveryStatus> condition) {
        return Arrays.stream(DeliveryStatus.values())
                .filter(condition)
                .map(DeliveryStatus::storedCode)
                .toList();
    }

    static Delivery read(Document delivery) {
        DeliveryKey key = DeliveryKey.of(delivery);
        return new Delivery(
                MessageKey.of(key.campaignId(), key.leadId()),
                delivery.getInteger("chunk"),
                DeliveryStatus.ofStoredCode(delivery.getInteger("status")),
                delivery.getInteger(ROUND),
                delivery.getInteger("failures"),
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
                .append("status", delivery.status().storedCode())
                .append(ROUND, delivery.round())
                .append("failures", delivery.failures())
                .append("claim", stored.claim())
                .append("claimed_at", delivery.claimedAt())
                .append("updated_at", delivery.updatedAt());
        DocumentFields.put(document, "next_attempt_at", delivery.nextAttemptAt());
        DocumentFields.put(document, "provider_message_id", delivery.providerMessageId());
        DocumentFields.put(document, "error", delivery.error());
        return document;
    }
}
