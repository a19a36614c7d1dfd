package io.minicrm.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.campaign.Campaign;
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
import io.minicrm.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Writes batches. All entries are inserted, which is one round trip on an empty database; those that were there already
 * are replaced in a second. What belongs to a campaign is written only if the import holds the campaign.
 */
final class MongoArchiveWriting {

    static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int OBJECT_ID_BYTES = 12;

    private final MongoLeads leads;
    private final MongoCollection<Document> consents;
    private final MongoAttributeDefinitions attributes;
    private final MongoCollection<Document> segments;
    private final MongoCollection<Document> limits;
    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;
    private final MongoCollection<Document> deadLetters;
    private final MongoCollection<Document> approvals;
    private final MongoCollection<Document> series;
    private final MongoCollection<Document> drafts;

    MongoArchiveWriting(MongoDatabase database, MongoLeads leads) {
        this.leads = leads;
        this.consents = database.getCollection(MongoConsents.COLLECTION);
        this.attributes = new MongoAttributeDefinitions(database);
        this.segments = database.getCollection(MongoSegments.COLLECTION);
        this.limits = database.getCollection(MongoLimits.COLLECTION);
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.chunks = database.getCollection(ChunkDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.deadLetters = database.getCollection(MongoDeadLetters.COLLECTION);
        this.approvals = database.getCollection(MongoApprovals.COLLECTION);
        this.series = database.getCollection(MongoCampaignSeries.COLLECTION);
        this.drafts = database.getCollection(MongoCampaignDrafts.COLLECTION);
    }

    void write(Kind kind, List<Entry> batch) {
        if (batch.isEmpty()) {
            return;
        }
        switch (kind) {
            case LEADS -> leads.upsert(all(batch, StoredLead.class, StoredLead::lead));
            case CONSENTS ->
                replace(
                        consents,
                        all(batch, StoredConsent.class, stored -> MongoConsents.MAPPING.of(stored.consent())));
            case ATTRIBUTES -> attributes.write(all(batch, StoredAttribute.class, StoredAttribute::definition));
            case SEGMENTS ->
                replace(
                        segments,
                        all(batch, StoredSegment.class, stored -> MongoSegments.MAPPING.of(stored.segment())));
            case LIMITS ->
                replace(limits, all(batch, StoredLimit.class, stored -> MongoLimits.document(stored.limit())));
            case CAMPAIGNS -> campaigns(all(batch, StoredCampaign.class, StoredCampaign::campaign));
            case CHUNKS -> {
                ofCampaigns(batch, chunks, all(batch, StoredChunk.class, MongoArchiveWriting::frozen));
                replace(progress, all(batch, StoredChunk.class, MongoArchiveWriting::progress));
            }
            case DELIVERIES -> ofCampaigns(batch, deliveries, all(batch, StoredDelivery.class, DeliveryDocument::of));
            case DEAD_LETTERS ->
                ofCampaigns(batch, deadLetters, all(batch, StoredDeadLetter.class, MongoDeadLetters::document));
            case APPROVALS ->
                ofCampaigns(
                        batch,
                        approvals,
                        all(batch, StoredApproval.class, stored -> MongoApprovals.MAPPING.of(stored.approval())));
            case SERIES ->
                ofCampaigns(
                        batch,
                        series,
                        all(batch, StoredSeriesPoint.class, stored -> MongoCampaignSeries.document(stored.point())));
            case DRAFTS -> replace(drafts, all(batch, StoredDraft.class, MongoCampaignDrafts::document));
        }
    }

    /** Their keys begin with the campaign. */
    private void ofCampaigns(List<Entry> batch, MongoCollection<Document> collection, List<Document> documents) {
        checkHeld(batch.stream().map(entry -> entry.key().text()).toList());
        replace(collection, documents);
    }

    private static <E extends Entry, T> List<T> all(List<Entry> batch, Class<E> type, Function<E, T> value) {
        return batch.stream().map(type::cast).map(value).toList();
    }

    private void campaigns(List<Campaign> batch) {
        List<ReplaceOneModel<Document>> held = batch.stream()
                .map(campaign -> new ReplaceOneModel<>(
                        FlatFilters.allOf(Filters.eq(campaign.id()), Filters.eq("lease_owner", Archive.IMPORT_OWNER)),
                        held(campaign),
                        new ReplaceOptions().upsert(true)))
                .toList();
        try {
            campaigns.bulkWrite(held, new BulkWriteOptions().ordered(false));
        } catch (MongoBulkWriteException refused) {
            int conflicts = KeyedWrites.duplicates(refused).size();
            throw new ArchiveConflictException(
                    ("%,d campaigns are in the database and not held by this import, or have the idempotency key of one"
                                    + " that is; import into an empty database")
                            .formatted(conflicts),
                    refused);
        }
    }

    private static Document held(Campaign campaign) {
        Document document = CampaignDocument.of(campaign)
                .append("lease_owner", Archive.IMPORT_OWNER)
                .append("lease_until", NEVER);
        return campaign.isPlanned() ? document.append("plan", plan(campaign.id())) : document;
    }

    /** The plan of an imported campaign: the same whenever it is written, so that its chunks need not be looked for. */
    private static ObjectId plan(String campaignId) {
        byte[] hash = Sha256.newDigest().digest(campaignId.getBytes(StandardCharsets.UTF_8));
        return new ObjectId(Arrays.copyOf(hash, OBJECT_ID_BYTES));
    }

    private static Document frozen(StoredChunk stored) {
        return ChunkDocument.of(plan(stored.chunk().campaignId()), stored);
    }

    private static Document progress(StoredChunk stored) {
        Document progress = MongoPlanDraft.progress(plan(stored.chunk().campaignId()), stored.chunk());
        DocumentFields.put(progress, "published_at", stored.publishedAt());
        return progress;
    }

    private void checkHeld(List<String> campaignIdOfEach) {
        Set<String> campaignIds = Set.copyOf(campaignIdOfEach);
        long held = campaigns.countDocuments(
                FlatFilters.allOf(Filters.in("_id", campaignIds), Filters.eq("lease_owner", Archive.IMPORT_OWNER)));
        if (held != campaignIds.size()) {
            throw new ArchiveConflictException(
                    "%,d of %,d campaigns of this import are not held by it; import into an empty database"
                            .formatted(campaignIds.size() - held, campaignIds.size()),
                    null);
        }
    }

    private static void replace(MongoCollection<Document> collection, List<Document> documents) {
        List<ReplaceOneModel<Document>> present = KeyedWrites.insert(collection, documents).stream()
                .map(documents::get)
                .map(document -> new ReplaceOneModel<>(Filters.eq(document.get("_id")), document))
                .toList();
        if (!present.isEmpty()) {
            collection.bulkWrite(present, new BulkWriteOptions().ordered(false));
        }
    }
}
