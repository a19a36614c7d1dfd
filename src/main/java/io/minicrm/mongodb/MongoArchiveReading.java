package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.minicrm.consent.Consent;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Pages by key. Chunks have a key that means nothing elsewhere, so they are reached from the campaigns, which know how many they are. */
final class MongoArchiveReading {

    private static final int CAMPAIGNS_AT_ONCE = 500;

    private final MongoLeads leads;
    private final MongoLimits limits;
    private final MongoCollection<Document> consents;
    private final MongoCollection<Document> attributes;
    private final MongoCollection<Document> segments;
    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;
    private final MongoCollection<Document> deadLetters;

    MongoArchiveReading(MongoDatabase database, MongoLeads leads, MongoLimits limits) {
        this.leads = leads;
        this.limits = limits;
        this.consents = database.getCollection(MongoConsents.COLLECTION);
        this.attributes = database.getCollection(MongoAttributeDefinitions.COLLECTION);
        this.segments = database.getCollection(MongoSegments.COLLECTION);
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.chunks = database.getCollection(ChunkDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.deadLetters = database.getCollection(MongoDeadLetters.COLLECTION);
    }

    List<Entry> page(Kind kind, @Nullable Entry after, int limit) {
        return switch (kind) {
            case LEADS ->
                leads.list(null, after instanceof StoredLead last ? last.lead().id() : null, limit).stream()
                        .<Entry>map(StoredLead::new)
                        .toList();
            case CONSENTS -> consents(after instanceof StoredConsent last ? last.consent() : null, limit);
            case ATTRIBUTES ->
                page(
                        attributes,
                        after instanceof StoredAttribute last
                                ? last.definition().name()
                                : "",
                        limit,
                        document -> new StoredAttribute(MongoAttributeDefinitions.read(document)));
            case SEGMENTS ->
                page(
                        segments,
                        after instanceof StoredSegment last ? last.segment().id() : "",
                        limit,
                        document -> new StoredSegment(MongoSegments.MAPPING.read(document)));
            case LIMITS ->
                limits.all().stream()
                        .<Entry>map(StoredLimit::new)
                        .filter(entry -> after == null || Entry.ORDER.compare(entry, after) > 0)
                        .limit(limit)
                        .toList();
            case CAMPAIGNS ->
                page(
                        campaigns,
                        after instanceof StoredCampaign last ? last.campaign().id() : "",
                        limit,
                        document -> new StoredCampaign(CampaignDocument.read(document)));
            case CHUNKS -> chunks(after instanceof StoredChunk last ? last : null, limit);
            case DELIVERIES ->
                page(
                        deliveries,
                        after instanceof StoredDelivery(var last, var _)
                                ? DeliveryKey.id(last.campaignId(), last.leadId())
                                : "",
                        limit,
                        DeliveryDocument::readStored);
            case DEAD_LETTERS -> deadLetters(after instanceof StoredDeadLetter last ? last : null, limit);
        };
    }

    private List<Entry> consents(@Nullable Consent after, int limit) {
        Document filter = after == null
                ? new Document()
                : new Document(
                        "$or",
                        List.of(
                                new Document("lead_id", new Document("$gt", after.leadId())),
                                new Document("lead_id", after.leadId())
                                        .append("_id", new Document("$gt", after.id()))));
        List<Entry> page = new ArrayList<>();
        consents.find(filter)
                .sort(MongoConsents.ORDER)
                .limit(limit)
                .batchSize(limit)
                .forEach(document -> page.add(new StoredConsent(MongoConsents.MAPPING.read(document))));
        return page;
    }

    /** Every key comes after the empty text. */
    private static List<Entry> page(
            MongoCollection<Document> collection, String after, int limit, Function<Document, Entry> read) {
        List<Entry> page = new ArrayList<>();
        collection
                .find(new Document("_id", new Document("$gt", after)))
                .sort(new Document("_id", 1))
                .limit(limit)
                .batchSize(limit)
                .forEach(document -> page.add(read.apply(document)));
        return page;
    }

    private List<Entry> chunks(@Nullable StoredChunk after, int limit) {
        List<String> keys = keys(after, limit);
        Document those = new Document("_id", new Document("$in", keys));
        Map<String, @Nullable Instant> published = HashMap.newHashMap(keys.size());
        progress.find(those)
                .projection(new Document("published_at", 1))
                .forEach(chunk ->
                        published.put(chunk.getString("_id"), DocumentFields.instantOrNull(chunk, "published_at")));
        List<Entry> page = new ArrayList<>(keys.size());
        chunks.find(those)
                .batchSize(Math.max(keys.size(), 1))
                .forEach(chunk -> page.add(new StoredChunk(
                        ChunkDocument.read(chunk),
                        published.get(chunk.getString("_id")),
                        ChunkDocument.duplicateIds(chunk))));
        page.sort(Entry.ORDER);
        return page;
    }

    /** The keys of the next chunks, over as many campaigns as it takes. */
    private List<String> keys(@Nullable StoredChunk after, int limit) {
        List<String> keys = new ArrayList<>();
        String from = after == null ? "" : after.chunk().campaignId();
        boolean more = true;
        while (more && keys.size() < limit) {
            List<Document> next = campaigns
                    .find(new Document("_id", new Document(from.isEmpty() ? "$gt" : "$gte", from))
                            .append("plan", new Document("$ne", null)))
                    .projection(new Document("plan", 1).append("chunks", 1))
                    .sort(new Document("_id", 1))
                    .limit(CAMPAIGNS_AT_ONCE)
                    .into(new ArrayList<>());
            more = next.size() == CAMPAIGNS_AT_ONCE;
            for (Document campaign : next) {
                String id = campaign.getString("_id");
                ObjectId plan = campaign.getObjectId("plan");
                int first = after != null && id.equals(after.chunk().campaignId())
                        ? after.chunk().index() + 1
                        : 0;
                for (int index = first; index < campaign.getInteger("chunks") && keys.size() < limit; index++) {
                    keys.add(new ChunkKey(plan, index).id());
                }
                // The next campaigns are those after this one: nothing sorts between an id and the same with a NUL.
                from = id + '\u0000';
            }
        }
        return keys;
    }

    private List<Entry> deadLetters(@Nullable StoredDeadLetter after, int limit) {
        List<Entry> page = new ArrayList<>();
        deadLetters
                .find(after == null ? new Document() : MongoDeadLetters.after(after))
                .sort(MongoDeadLetters.ORDER)
                .limit(limit)
                .batchSize(limit)
                .forEach(letter -> page.add(MongoDeadLetters.read(letter)));
        return page;
    }

    /** The chunks of all plans. */
    long chunks() {
        long[] sum = {0};
        campaigns
                .find(new Document("plan", new Document("$ne", null)))
                .projection(new Document("plan", 1))
                .map(campaign -> campaign.getObjectId("plan"))
                .forEach(plan -> sum[0] += chunks.countDocuments(new Document("_id", ChunkKey.allOf(plan))));
        return sum[0];
    }
}
