package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.NotSentAgain;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptRounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The delivery log in the collection {@code deliveries}, whose only index is its key. {@link MongoClaims} decides who
 * sends, {@link MongoReopening} opens settled messages again.
 */
final class MongoDeliveries implements Deliveries {

    private static final List<Integer> REACHING = DeliveryDocument.codes(DeliveryStatus::mayReach);
    private static final String MAYBE_SENT = "maybe_sent";
    private static final int SKIPPED = DeliveryStatus.SKIPPED.storedCode();
    private static final List<Integer> UNSENT = DeliveryDocument.codes(status -> !status.isSent());

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> deliveries;
    private final MongoClaims claims;
    private final MongoTouches touches;
    private final MongoReopening reopening;
    private final MongoSurvey survey;
    private final MongoDeliveryPages pages;
    private final MongoLimitWaits limitWaits;

    MongoDeliveries(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.claims = new MongoClaims(deliveries);
        this.touches = new MongoTouches(database);
        this.reopening = new MongoReopening(database, touches, new MongoCounts(database));
        this.survey = new MongoSurvey(database);
        this.pages = new MongoDeliveryPages(database);
        this.limitWaits = new MongoLimitWaits(database);
    }

    static void prepare(MongoDatabase database) {
        DeliveryDocument.SHAPE.prepare(database);
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        return requests.isEmpty() ? List.of() : claims.claim(requests, token, now);
    }

    /**
     * Rows first, touches after: a crash in between repeats the batch, which then also touches chunks that do not
     * change again.
     */
    @Override
    public int apply(List<Receipt> receipts) {
        if (receipts.isEmpty()) {
            return 0;
        }
        List<Receipt> needed =
                ReceiptRounds.of(receipts).stream().flatMap(List::stream).toList();
        Map<String, Integer> chunks = chunksOf(needed);
        // In order of the key, as claims: a server that keeps a batch's locks to its end would find a deadlock
        // otherwise.
        List<Receipt> found = needed.stream()
                .filter(receipt -> chunks.containsKey(id(receipt)))
                .sorted(Comparator.comparing(MongoDeliveries::id))
                .toList();
        if (found.isEmpty()) {
            return 0;
        }
        write(found.stream().flatMap(MongoDeliveries::climbs).toList());
        remember(found.stream()
                .filter(Receipt::maybeSent)
                .map(MongoDeliveries::id)
                .distinct()
                .toList());
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

    /**
     * Of messages that may have been sent, also if the receipts that say so came too late to change their status. The
     * flag first: who skips one of them from then on sees it, and who did so before is found afterwards.
     *
     * @param ids in their order
     */
    private void remember(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Bson isNew = FlatFilters.allOf(Filters.in("status", UNSENT), Filters.ne(MAYBE_SENT, true));
        write(deliveries
                .find(FlatFilters.allOf(Filters.in("_id", ids), isNew))
                .projection(Projections.include("_id"))
                .sort(Sorts.ascending("_id"))
                .map(row -> new UpdateOneModel<Document>(
                        FlatFilters.allOf(Filters.eq(row.getString("_id")), isNew), Updates.set(MAYBE_SENT, true)))
                .into(new ArrayList<>()));
        write(deliveries
                .find(FlatFilters.allOf(Filters.in("_id", ids), Filters.eq("status", SKIPPED)))
                .projection(Projections.include("error"))
                .sort(Sorts.ascending("_id"))
                .map(MongoDeliveries::unknownInsteadOfSkipped)
                .into(new ArrayList<>()));
    }

    private static UpdateOneModel<Document> unknownInsteadOfSkipped(Document row) {
        return new UpdateOneModel<>(
                FlatFilters.allOf(Filters.eq(row.getString("_id")), Filters.eq("status", SKIPPED)),
                Updates.combine(
                        Updates.set("status", DeliveryStatus.UNKNOWN.storedCode()),
                        Updates.set("error", NotSentAgain.insteadOfSkipped(row.getString("error")))));
    }

    private void write(List<UpdateOneModel<Document>> updates) {
        if (!updates.isEmpty()) {
            deliveries.bulkWrite(updates, new BulkWriteOptions().ordered(false));
        }
    }

    private Map<String, Integer> chunksOf(List<Receipt> receipts) {
        Map<String, Integer> chunks = HashMap.newHashMap(receipts.size());
        List<String> ids = receipts.stream().map(MongoDeliveries::id).distinct().toList();
        deliveries
                .find(Filters.in("_id", ids))
                .projection(Projections.include("chunk"))
                .forEach(row -> chunks.put(row.getString("_id"), row.getInteger("chunk")));
        return chunks;
    }

    private static String id(Receipt receipt) {
        return DeliveryKey.id(receipt.campaignId(), receipt.leadId());
    }

    /** A message that may have been sent is never skipped, so that what it becomes depends on what is stored. */
    private static Stream<UpdateOneModel<Document>> climbs(Receipt receipt) {
        if (receipt.status() != DeliveryStatus.SKIPPED) {
            return Stream.of(climb(receipt, receipt.status(), receipt.error(), Filters.empty()));
        }
        String unknown = NotSentAgain.insteadOfSkipped(receipt.error());
        if (receipt.maybeSent()) {
            return Stream.of(climb(receipt, DeliveryStatus.UNKNOWN, unknown, Filters.empty()));
        }
        return Stream.of(
                climb(receipt, DeliveryStatus.SKIPPED, receipt.error(), Filters.ne(MAYBE_SENT, true)),
                climb(receipt, DeliveryStatus.UNKNOWN, unknown, Filters.eq(MAYBE_SENT, true)));
    }

    private static UpdateOneModel<Document> climb(
            Receipt receipt, DeliveryStatus status, @Nullable String error, Bson where) {
        List<Bson> updates = new ArrayList<>();
        updates.add(Updates.set("status", status.storedCode()));
        updates.add(Updates.set("updated_at", receipt.at()));
        updates.add(DocumentFields.setOrUnset("error", error));
        updates.add(DocumentFields.setOrUnset("next_attempt_at", receipt.nextAttemptAt()));
        updates.add(DocumentFields.setOrUnset("held_by", receipt.heldBy()));
        if (receipt.maybeSent()) {
            updates.add(Updates.set(MAYBE_SENT, true));
        }
        if (receipt.failures() != null) {
            updates.add(Updates.set("failures", receipt.failures()));
        }
        if (receipt.providerMessageId() != null) {
            updates.add(Updates.set("provider_message_id", receipt.providerMessageId()));
        }
        if (receipt.round() != null) {
            updates.add(Updates.max(DeliveryDocument.ROUND, receipt.round()));
        }
        return new UpdateOneModel<>(
                FlatFilters.allOf(Filters.eq(id(receipt)), isLower(receipt), where), Updates.combine(updates));
    }

    /**
     * True if the stored status is lower than the receipt's. From sent on the status decides, below it the round comes
     * first.
     */
    private static Bson isLower(Receipt receipt) {
        DeliveryStatus status = receipt.status();
        if (status.isSent()) {
            return Filters.in("status", DeliveryDocument.codes(stored -> stored.compareTo(status) < 0));
        }
        Bson lowerUnsent = Filters.in(
                "status", DeliveryDocument.codes(stored -> !stored.isSent() && stored.compareTo(status) < 0));
        Integer round = receipt.round();
        if (round == null) {
            return lowerUnsent;
        }
        return Filters.or(
                FlatFilters.allOf(Filters.lt(DeliveryDocument.ROUND, round), Filters.in("status", UNSENT)),
                FlatFilters.allOf(Filters.eq(DeliveryDocument.ROUND, round), lowerUnsent));
    }

    @Override
    public Unsettled unsettled(String campaignId) {
        return StoppableReads.read(() -> survey.unsettled(campaignId));
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        return StoppableReads.read(() -> survey.of(campaignId, since, maxReasons));
    }

    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        return reopening.reopen(campaignId, statuses, now);
    }

    @Override
    public List<LimitWait> waitingForLimits() {
        return StoppableReads.read(limitWaits::all);
    }

    @Override
    public List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        return pages.find(campaignId, filter, afterLeadId, limit);
    }

    @Override
    public Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        return pages.count(campaignId, filter, maxExamined);
    }

    /**
     * From the campaigns, which are few, to the key of the message that each would have sent: the log needs no index by
     * lead.
     */
    @Override
    public List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit) {
        Bson before = beforeCampaignId == null ? Filters.empty() : Filters.lt("_id", beforeCampaignId);
        Bson key = Expressions.concat(Expressions.field("_id"), Expressions.literal(DeliveryKey.id("", leadId)));
        String delivery = Expressions.field("delivery");
        return campaigns
                .aggregate(List.of(
                        Aggregates.match(before),
                        Aggregates.sort(Sorts.descending("_id")),
                        Aggregates.project(Projections.computed("key", key)),
                        Aggregates.lookup(DeliveryDocument.COLLECTION, "key", "_id", "delivery"),
                        Aggregates.unwind(delivery),
                        Aggregates.limit(limit),
                        Aggregates.replaceRoot(delivery)))
                .map(DeliveryDocument::read)
                .into(new ArrayList<>());
    }

    @Override
    public Map<String, Long> countReached(List<String> campaignIds, List<String> leadIds) {
        Map<String, Long> reached = new HashMap<>();
        for (String campaign : campaignIds) {
            List<String> keys =
                    leadIds.stream().map(lead -> DeliveryKey.id(campaign, lead)).toList();
            long leads = deliveries.countDocuments(
                    FlatFilters.allOf(Filters.in("_id", keys), Filters.in("status", REACHING)));
            if (leads > 0) {
                reached.put(campaign, leads);
            }
        }
        return reached;
    }
}
