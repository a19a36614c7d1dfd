package io.minicrm.mongodb;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.stored.DeliveryFields;
import io.minicrm.stored.Entry.StoredDelivery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * The field that counts the rounds. It has always counted how often a message was published, but was named for
     * attempts; renaming a field in every document of the largest collection is not worth the name.
     */
    static final String ROUND = "attempt";

    /** Campaign and lead are the key of the document. */
    private static final Set<String> IN_KEY = Set.of("campaign_id", "lead_id");

    private static final DocumentMapping<StoredDelivery> MAPPING =
            new DocumentMapping<>(DeliveryFields.MAPPING, Map.of("chunk_index", "chunk", "round", ROUND));

    static final CollectionShape SHAPE =
            MAPPING.shape(COLLECTION, IN_KEY).requiring("_id").with(List.of("_id"), "string");

    private DeliveryDocument() {}

    /** The stored codes of the statuses that a condition is true for. */
    static List<Integer> codes(Predicate<DeliveryStatus> condition) {
        return Arrays.stream(DeliveryStatus.values())
                .filter(condition)
                .map(DeliveryStatus::storedCode)
                .toList();
    }

    static Delivery read(Document document) {
        return DeliveryFields.delivery(MAPPING.values(withKey(document)));
    }

    static StoredDelivery readStored(Document document) {
        return MAPPING.read(withKey(document));
    }

    private static Document withKey(Document document) {
        DeliveryKey key = DeliveryKey.of(document);
        return new Document(document).append("campaign_id", key.campaignId()).append("lead_id", key.leadId());
    }

    static Document of(StoredDelivery stored) {
        Delivery delivery = stored.delivery();
        Document document = new Document("_id", DeliveryKey.id(delivery.campaignId(), delivery.leadId()));
        document.putAll(MAPPING.of(stored, IN_KEY));
        return document;
    }
}
