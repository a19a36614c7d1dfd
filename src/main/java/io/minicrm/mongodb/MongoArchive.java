package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.minicrm.archive.Archive;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The collections as a whole. {@link MongoArchiveReading} reads them in pages, {@link MongoArchiveWriting} writes them
 * in batches.
 */
final class MongoArchive implements Archive {

    private static final int CHUNKS_AT_ONCE = 5_000;

    private final MongoDatabase database;
    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoArchiveReading reading;
    private final MongoArchiveWriting writing;

    MongoArchive(MongoDatabase database, MongoLeads leads, MongoLimits limits) {
        this.database = database;
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.reading = new MongoArchiveReading(database, leads, limits);
        this.writing = new MongoArchiveWriting(database, leads);
    }

    @Override
    public List<Entry> read(Kind kind, @Nullable Entry after, int limit) {
        return reading.page(kind, after, limit);
    }

    @Override
    public void write(Kind kind, List<Entry> batch) {
        writing.write(kind, batch);
    }

    /** Chunks are counted by the campaigns: drafts that a dead process left are not part of a plan. */
    @Override
    public long count(Kind kind) {
        return switch (kind) {
            case LEADS -> documents(LeadDocument.COLLECTION);
            case CONSENTS -> documents(MongoConsents.COLLECTION);
            case ATTRIBUTES -> documents(MongoAttributeDefinitions.COLLECTION);
            case SEGMENTS -> documents(MongoSegments.COLLECTION);
            case LIMITS -> documents(MongoLimits.COLLECTION);
            case CAMPAIGNS -> campaigns.countDocuments();
            case CHUNKS -> reading.chunks();
            case DELIVERIES -> documents(DeliveryDocument.COLLECTION);
            case DEAD_LETTERS -> documents(MongoDeadLetters.COLLECTION);
            case APPROVALS -> documents(MongoApprovals.COLLECTION);
            case SERIES -> documents(MongoCampaignSeries.COLLECTION);
            case DRAFTS -> documents(MongoCampaignDrafts.COLLECTION);
        };
    }

    private long documents(String collection) {
        return database.getCollection(collection).countDocuments();
    }

    @Override
    public Set<String> released(Collection<String> campaignIds) {
        return campaigns
                .find(FlatFilters.allOf(Filters.in("_id", campaignIds), Filters.ne("lease_owner", IMPORT_OWNER)))
                .projection(Projections.include("_id"))
                .map(campaign -> campaign.getString("_id"))
                .into(new HashSet<>());
    }

    @Override
    public Set<String> leaseOwners(Instant now) {
        return campaigns
                .find(Filters.or(
                        Filters.eq("lease_owner", IMPORT_OWNER),
                        FlatFilters.allOf(Filters.eq("finished_at", null), Filters.gt("lease_until", now))))
                .projection(Projections.include("lease_owner"))
                .map(campaign -> campaign.getString("lease_owner"))
                .into(new HashSet<>());
    }

    /** The chunks first: after a crash in between the campaign is still held, and the same is done again. */
    @Override
    public void release(Collection<String> campaignIds) {
        Map<String, Document> held = new HashMap<>();
        campaigns
                .find(FlatFilters.allOf(Filters.in("_id", campaignIds), Filters.eq("lease_owner", IMPORT_OWNER)))
                .projection(Projections.include("plan", "chunks"))
                .forEach(campaign -> held.put(campaign.getString("_id"), campaign));
        if (held.isEmpty()) {
            return;
        }
        Map<String, Integer> next = takeBack(held);
        List<WriteModel<Document>> letGo = new ArrayList<>();
        held.forEach((id, campaign) -> {
            int nextChunk =
                    campaign.getObjectId("plan") == null ? 0 : next.getOrDefault(id, campaign.getInteger("chunks"));
            letGo.add(new UpdateOneModel<>(
                    FlatFilters.allOf(Filters.eq(id), Filters.eq("lease_owner", IMPORT_OWNER)),
                    Updates.combine(
                            Updates.set("next_chunk", nextChunk),
                            Updates.unset("lease_owner"),
                            Updates.unset("lease_until"))));
        });
        campaigns.bulkWrite(letGo);
    }

    /**
     * Takes back chunks in which a lead is neither settled nor waiting for a retry, and returns each campaign's first
     * unpublished one.
     */
    private Map<String, Integer> takeBack(Map<String, Document> held) {
        List<ObjectId> plans = held.values().stream()
                .map(campaign -> campaign.getObjectId("plan"))
                .filter(plan -> plan != null)
                .toList();
        Map<String, Integer> next = new HashMap<>();
        List<String> unpublished = new ArrayList<>();
        progress.find(FlatFilters.allOf(Filters.in("campaign", held.keySet()), Filters.in("plan", plans)))
                .projection(Projections.fields(
                        Projections.include("campaign", "index", "leads", "published_at"),
                        Projections.include(MongoTallies.TALLY)))
                .forEach(chunk -> {
                    boolean isPublished = chunk.getDate("published_at") != null;
                    if (isPublished && isAccountedFor(chunk)) {
                        return;
                    }
                    next.merge(chunk.getString("campaign"), chunk.getInteger("index"), Math::min);
                    if (isPublished) {
                        unpublished.add(chunk.getString("_id"));
                    }
                });
        for (int from = 0; from < unpublished.size(); from += CHUNKS_AT_ONCE) {
            List<String> some = unpublished.subList(from, Math.min(unpublished.size(), from + CHUNKS_AT_ONCE));
            progress.updateMany(Filters.in("_id", some), Updates.unset("published_at"));
        }
        return next;
    }

    private static boolean isAccountedFor(Document chunk) {
        // "sent" counts those delivered and bounced too.
        long known = DocumentFields.whole(chunk, "retrying")
                + DocumentFields.whole(chunk, "unknown")
                + DocumentFields.whole(chunk, "skipped")
                + DocumentFields.whole(chunk, "failed")
                + DocumentFields.whole(chunk, "sent");
        return known >= DocumentFields.whole(chunk, "leads");
    }
}
