package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.consent.Consent;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredApproval;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredDraft;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.stored.Entry.StoredSeriesPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Pages by key. The key of a chunk means nothing outside this database, so chunks are read by campaign, which names its
 * plan and the number of its chunks.
 */
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
    private final MongoCollection<Document> approvals;
    private final MongoCollection<Document> series;
    private final MongoCollection<Document> drafts;

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
        this.approvals = database.getCollection(MongoApprovals.COLLECTION);
        this.series = database.getCollection(MongoCampaignSeries.COLLECTION);
        this.drafts = database.getCollection(MongoCampaignDrafts.COLLECTION);
    }

    List<Entry> page(Kind kind, @Nullable Entry after, int limit) {
        return switch (kind) {
            case LEADS -> leads(after, limit);
            case CONSENTS -> consents(after instanceof StoredConsent last ? last.consent() : null, limit);
            case ATTRIBUTES ->
                page(
                        attributes,
                        after,
                        limit,
                        document -> new StoredAttribute(MongoAttributeDefinitions.read(document)));
            case SEGMENTS ->
                page(segments, after, limit, document -> new StoredSegment(MongoSegments.MAPPING.read(document)));
            case LIMITS -> limits(after, limit);
            case CAMPAIGNS ->
                page(campaigns, after, limit, document -> new StoredCampaign(CampaignDocument.read(document)));
            case CHUNKS -> chunks(after instanceof StoredChunk last ? last : null, limit);
            case DELIVERIES -> page(deliveries, after, limit, DeliveryDocument::readStored);
            case DEAD_LETTERS -> deadLetters(after instanceof StoredDeadLetter last ? last : null, limit);
            case APPROVALS ->
                page(approvals, after, limit, document -> new StoredApproval(MongoApprovals.MAPPING.read(document)));
            case SERIES -> series(after instanceof StoredSeriesPoint last ? last.point() : null, limit);
            case DRAFTS -> page(drafts, after, limit, MongoCampaignDrafts::stored);
        };
    }

    private List<Entry> leads(@Nullable Entry after, int limit) {
        String last = after instanceof StoredLead stored ? stored.lead().id() : null;
        return leads.list(null, last, limit).stream()
                .<Entry>map(StoredLead::new)
                .toList();
    }

    private List<Entry> limits(@Nullable Entry after, int limit) {
        return limits.all().stream()
                .<Entry>map(StoredLimit::new)
                .filter(entry -> after == null || Entry.ORDER.compare(entry, after) > 0)
                .limit(limit)
                .toList();
    }

    private List<Entry> consents(@Nullable Consent after, int limit) {
        Bson filter = after == null
                ? Filters.empty()
                : Filters.or(
                        Filters.gt("lead_id", after.leadId()),
                        FlatFilters.allOf(Filters.eq("lead_id", after.leadId()), Filters.gt("_id", after.id())));
        List<Entry> page = new ArrayList<>();
        consents.find(filter)
                .sort(MongoConsents.ORDER)
                .limit(limit)
                .batchSize(limit)
                .forEach(document -> page.add(new StoredConsent(MongoConsents.MAPPING.read(document))));
        return page;
    }

    /** A page of a collection in order of its keys. */
    private static List<Entry> page(
            MongoCollection<Document> collection, @Nullable Entry after, int limit, Function<Document, Entry> read) {
        List<Entry> page = new ArrayList<>();
        collection
                .find(Filters.gt("_id", key(after)))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .batchSize(limit)
                .forEach(document -> page.add(read.apply(document)));
        return page;
    }

    /** Every key comes after the empty text. */
    private static String key(@Nullable Entry entry) {
        return switch (entry) {
            case StoredAttribute(var definition) -> definition.name();
            case StoredSegment(var segment) -> segment.id();
            case StoredCampaign(var campaign) -> campaign.id();
            case StoredDelivery(var delivery, var _) -> DeliveryKey.id(delivery.campaignId(), delivery.leadId());
            case StoredApproval(var approval) -> approval.campaignId();
            case StoredDraft(var draft) -> draft.id();
            case StoredLead _, StoredConsent _, StoredLimit _, StoredChunk _, StoredDeadLetter _, StoredSeriesPoint _ ->
                throw new IllegalArgumentException("%s is not the key of its collection".formatted(entry));
            case null -> "";
        };
    }

    private List<Entry> chunks(@Nullable StoredChunk after, int limit) {
        List<String> keys = keys(after, limit);
        Bson those = Filters.in("_id", keys);
        Map<String, @Nullable Instant> published = HashMap.newHashMap(keys.size());
        progress.find(those)
                .projection(Projections.include("published_at"))
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
            Bson rest = from.isEmpty() ? Filters.gt("_id", from) : Filters.gte("_id", from);
            List<Document> next = campaigns
                    .find(FlatFilters.allOf(rest, Filters.ne("plan", null)))
                    .projection(Projections.include("plan", "chunks"))
                    .sort(Sorts.ascending("_id"))
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
                .find(after == null ? Filters.empty() : MongoDeadLetters.after(after))
                .sort(MongoDeadLetters.ORDER)
                .limit(limit)
                .batchSize(limit)
                .forEach(letter -> page.add(MongoDeadLetters.read(letter)));
        return page;
    }

    private List<Entry> series(@Nullable SeriesPoint after, int limit) {
        List<Entry> page = new ArrayList<>();
        series.find(after == null ? Filters.empty() : MongoCampaignSeries.after(after))
                .sort(MongoCampaignSeries.ORDER)
                .limit(limit)
                .batchSize(limit)
                .forEach(point -> page.add(new StoredSeriesPoint(MongoCampaignSeries.read(point))));
        return page;
    }

    /** The chunks of all plans. */
    long chunks() {
        long[] sum = {0};
        campaigns
                .find(Filters.ne("plan", null))
                .projection(Projections.include("plan"))
                .map(campaign -> campaign.getObjectId("plan"))
                .forEach(plan -> sum[0] += chunks.countDocuments(ChunkKey.allOf(plan)));
        return sum[0];
    }
}
