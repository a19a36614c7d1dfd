package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptRounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log in the collection {@code deliveries}, which has no index but its key. {@link MongoClaims} decides who sends,
 * {@link MongoReopening} opens again what was settled.
 */
final class MongoDeliveries implements Deliveries {

    private static final List<Integer> UNSENT = DeliveryDocument.codes(status -> !status.isSent());

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> deliveries;
    private final MongoClaims claims;
    private final MongoTouches touches;
    private final MongoReopening reopening;
    private final MongoSurvey survey;

    MongoDeliveries(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.claims = new MongoClaims(deliveries);
        this.touches = new MongoTouches(database);
        this.reopening = new MongoReopening(database, touches, new MongoCounts(database));
        this.survey = new MongoSurvey(deliveries);
    }

    static void prepare(MongoDatabase database) {
        DeliveryDocument.SHAPE.prepare(database);
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        return requests.isEmpty() ? List.of() : claims.claim(requests, token, now);
    }

    /** Rows first, touches after: a crash in between repeats the batch, and the repeat touches also where nothing changes any more. */
    @Override
    public int apply(List<Receipt> receipts) {
        if (receipts.isEmpty()) {
            return 0;
        }
        List<Receipt> needed =
                ReceiptRounds.of(receipts).stream().flatMap(List::stream).toList();
        Map<String, Integer> chunks = chunksOf(needed);
        List<Receipt> found = needed.stream()
                .filter(receipt -> chunks.containsKey(id(receipt)))
                .toList();
        if (found.isEmpty()) {
            return 0;
        }
        deliveries.bulkWrite(
                found.stream().map(MongoDeliveries::climb).toList(), new BulkWriteOptions().ordered(false));
        Set<MongoTouches.Touched> touched = new HashSet<>();
        for (Receipt receipt : found) {
            Integer chunk = chunks.get(id(receipt));
            if (chunk != null) {
                touched.add(new MongoTouches.Touched(receipt.campaignId(), chunk));
            }
        }
        touches.add(touched);
        return found.size();
    }

    private Map<String, Integer> chunksOf(List<Receipt> receipts) {
        Map<String, Integer> chunks = HashMap.newHashMap(receipts.size());
        List<String> ids = receipts.stream().map(MongoDeliveries::id).distinct().toList();
        deliveries
                .find(new Document("_id", new Document("$in", ids)))
                .projection(new Document("chunk", 1))
                .forEach(row -> chunks.put(row.getString("_id"), row.getInteger("chunk")));
        return chunks;
    }

    private static String id(Receipt receipt) {
        return DeliveryKey.id(receipt.campaignId(), receipt.leadId());
    }

    private static UpdateOneModel<Document> climb(Receipt receipt) {
        Document set = new Document("status", receipt.status().storedCode()).append("updated_at", receipt.at());
        Document unset = new Document();
        DocumentFields.setOrUnset(set, unset, "error", receipt.error());
        DocumentFields.setOrUnset(set, unset, "next_attempt_at", receipt.nextAttemptAt());
        DocumentFields.put(set, "failures", receipt.failures());
        DocumentFields.put(set, "provider_message_id", receipt.providerMessageId());
        Document update = DocumentFields.update(set, unset);
        if (receipt.round() != null) {
            update.append("$max", new Document(DeliveryDocument.ROUND, receipt.round()));
        }
        return new UpdateOneModel<>(lower(receipt), update);
    }

    /** The message, if its status is lower than that of the receipt. From sent on the status decides, below it the round comes first. */
    private static Document lower(Receipt receipt) {
        DeliveryStatus status = receipt.status();
        Document lowerStatus = new Document("$in", DeliveryDocument.codes(stored -> stored.compareTo(status) < 0));
        Document message = new Document("_id", id(receipt));
        if (status.isSent()) {
            return message.append("status", lowerStatus);
        }
        Document lowerUnsent =
                new Document("$in", DeliveryDocument.codes(stored -> !stored.isSent() && stored.compareTo(status) < 0));
        Integer round = receipt.round();
        if (round == null) {
            return message.append("status", lowerUnsent);
        }
        return message.append(
                "$or",
                List.of(
                        new Document(DeliveryDocument.ROUND, new Document("$lt", round))
                                .append("status", new Document("$in", UNSENT)),
                        new Document(DeliveryDocument.ROUND, round).append("status", lowerUnsent)));
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        return survey.of(campaignId, since, maxReasons);
    }

    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        return reopening.reopen(campaignId, statuses, now);
    }

    @Override
    public List<Delivery> page(
            String campaignId, @Nullable DeliveryStatus status, @Nullable String afterLeadId, int limit) {
        Document page = new Document(
                "_id",
                afterLeadId == null ? DeliveryKey.allOf(campaignId) : DeliveryKey.after(campaignId, afterLeadId));
        if (status != null) {
            page.append("status", status.storedCode());
        }
        return deliveries
                .find(page)
                .sort(new Document("_id", 1))
                .limit(limit)
                .map(DeliveryDocument::read)
                .into(new ArrayList<>());
    }

    /** From the campaigns, which are few, to the key of the message that each would have sent: so the log needs no index by lead. */
    @Override
    public List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit) {
        Document before =
                beforeCampaignId == null ? new Document() : new Document("_id", new Document("$lt", beforeCampaignId));
        Document ofLead = new Document("$literal", DeliveryKey.id("", leadId));
        return campaigns
                .aggregate(List.of(
                        new Document("$match", before),
                        new Document("$sort", new Document("_id", -1)),
                        new Document("$project", new Document("key", new Document("$concat", List.of("$_id", ofLead)))),
                        new Document(
                                "$lookup",
                                new Document("from", DeliveryDocument.COLLECTION)
                                        .append("localField", "key")
                                        .append("foreignField", "_id")
                                        .append("as", "delivery")),
                        new Document("$unwind", "$delivery"),
                        new Document("$limit", limit),
                        new Document("$replaceRoot", new Document("newRoot", "$delivery"))))
                .map(DeliveryDocument::read)
                .into(new ArrayList<>());
    }
}
