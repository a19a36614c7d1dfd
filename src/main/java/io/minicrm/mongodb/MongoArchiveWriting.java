package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.campaign.Campaign;
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
import io.minicrm.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Writes batches. All are inserted, which is one round trip on an empty database; what was there already is replaced in a second. What
 * belongs to a campaign is written only where the import holds it.
 */
final class MongoArchiveWriting {

    private static final Instant FOR_EVER = Instant.parse("9999-12-31T23:59:59.999Z");
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
                List<StoredChunk> stored = all(batch, StoredChunk.class, Function.identity());
                checkHeld(stored.stream().map(each -> each.chunk().campaignId()).collect(Collectors.toSet()));
                replace(chunks, stored.stream().map(MongoArchiveWriting::frozen).toList());
                replace(
                        progress,
                        stored.stream().map(MongoArchiveWriting::progress).toList());
            }
            case DELIVERIES -> {
                List<StoredDelivery> stored = all(batch, StoredDelivery.class, Function.identity());
                checkHeld(stored.stream()
                        .map(each -> each.delivery().campaignId())
                        .collect(Collectors.toSet()));
                replace(deliveries, stored.stream().map(DeliveryDocument::of).toList());
            }
            case DEAD_LETTERS -> {
                List<StoredDeadLetter> stored = all(batch, StoredDeadLetter.class, Function.identity());
                checkHeld(stored.stream().map(StoredDeadLetter::campaignId).collect(Collectors.toSet()));
                replace(
                        deadLetters,
                        stored.stream().map(MongoDeadLetters::document).toList());
            }
        }
    }

    private static <E extends Entry, T> List<T> all(List<Entry> batch, Class<E> type, Function<E, T> value) {
        return batch.stream().map(type::cast).map(value).toList();
    }

    private void campaigns(List<Campaign> batch) {
        List<ReplaceOneModel<Document>> held = batch.stream()
                .map(campaign -> new ReplaceOneModel<>(
                        new Document("_id", campaign.id()).append("lease_owner", Archive.IMPORT_OWNER),
                        held(campaign),
                        new ReplaceOptions().upsert(true)))
                .toList();
        try {
            campaigns.bulkWrite(held, new BulkWriteOptions().ordered(false));
        } catch (MongoBulkWriteException refused) {
            if (isOther(refused)) {
                throw refused;
            }
            throw new ArchiveConflictException(
                    "%,d campaigns are in the database and not held by this import, or have the idempotency key of one that is; import into an empty database"
                            .formatted(refused.getWriteErrors().size()),
                    refused);
        }
    }

    private static Document held(Campaign campaign) {
        Document document = CampaignDocument.of(campaign)
                .append("lease_owner", Archive.IMPORT_OWNER)
                .append("lease_until", FOR_EVER);
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

    private void checkHeld(Set<String> campaignIds) {
        long held = campaigns.countDocuments(new Document("_id", new Document("$in", List.copyOf(campaignIds)))
                .append("lease_owner", Archive.IMPORT_OWNER));
        if (held != campaignIds.size()) {
            throw new ArchiveConflictException(
                    "%,d of %,d campaigns of this import are not held by it; import into an empty database"
                            .formatted(campaignIds.size() - held, campaignIds.size()),
                    null);
        }
    }

    private static void replace(MongoCollection<Document> collection, List<Document> documents) {
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException refused) {
            if (isOther(refused)) {
                throw refused;
            }
            List<ReplaceOneModel<Document>> there = refused.getWriteErrors().stream()
                    .map(BulkWriteError::getIndex)
                    .map(documents::get)
                    .map(document -> new ReplaceOneModel<>(new Document("_id", document.get("_id")), document))
                    .toList();
            collection.bulkWrite(there, new BulkWriteOptions().ordered(false));
        }
    }

    private static boolean isOther(MongoBulkWriteException refused) {
        return refused.getWriteConcernError() != null
                || refused.getWriteErrors().stream()
                        .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY);
    }
}
