package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.delivery.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Plans in the collections {@code chunks} (the frozen part) and {@code chunk_progress} (how far they are, a tenth of
 * the size, because it is summed up many times a second).
 */
final class MongoPlans implements Plans {

    static final String PROGRESS = "chunk_progress";

    /** How long a retry that was taken is left alone before it is taken again. */
    private static final Duration TAKEN = Duration.ofMinutes(1);

    private final MongoDatabase database;
    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;

    MongoPlans(MongoDatabase database) {
        this.database = database;
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.chunks = database.getCollection(ChunkDocument.COLLECTION);
        this.progress = database.getCollection(PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        ChunkDocument.SHAPE.prepare(database);
        CollectionShape.of(PROGRESS, "_id", "campaign", "plan", "index", "leads", "first_lead", "last_lead")
                .with(List.of("_id", "campaign", "first_lead", "last_lead"), "string")
                .with(List.of("plan", "counted_by"), "objectId")
                .with(List.of("index", "leads"), "int")
                .with(List.of("published_at", "next_attempt_at", "republish_at", "republished_at"), "date")
                .with(List.of("republished"), "int")
                .with(List.of("republish_by"), "string")
                .with(MongoTallies.TALLY, "int", "long")
                .prepare(database);
        // Sums up the tallies of campaigns, and finds the chunks of one whose retries are due.
        database.getCollection(PROGRESS)
                .createIndex(
                        Indexes.ascending("campaign", "next_attempt_at"), new IndexOptions().name("campaign_retries"));
    }

    @Override
    public Draft begin(String campaignId) {
        return MongoPlanDraft.begin(database, campaignId);
    }

    @Override
    public List<Chunk> unpublished(String campaignId, int limit) {
        Document campaign = planOf(campaignId);
        ObjectId plan = campaign == null ? null : campaign.getObjectId("plan");
        if (campaign == null || plan == null) {
            return List.of();
        }
        int next = campaign.getInteger("next_chunk");
        int end = (int) Math.min((long) next + limit, campaign.getInteger("chunks"));
        List<String> ids = IntStream.range(next, end)
                .mapToObj(index -> new ChunkKey(plan, index).id())
                .toList();
        return chunks.find(Filters.in("_id", ids)).map(ChunkDocument::read).into(new ArrayList<>()).stream()
                .sorted(Comparator.comparingInt(Chunk::index))
                .toList();
    }

    @Override
    public Map<Place, PlannedChunk> at(Collection<Place> places) {
        Set<String> campaignIds = places.stream().map(Place::campaignId).collect(Collectors.toSet());
        Map<String, ObjectId> plansOfCampaigns = new HashMap<>();
        campaigns
                .find(Filters.in("_id", campaignIds))
                .projection(Projections.include("plan"))
                .forEach(campaign -> plansOfCampaigns.put(campaign.getString("_id"), campaign.getObjectId("plan")));
        Map<String, Place> wanted = new HashMap<>();
        for (Place place : places) {
            ObjectId plan = plansOfCampaigns.get(place.campaignId());
            if (plan != null) {
                wanted.put(new ChunkKey(plan, place.index()).id(), place);
            }
        }
        Map<Place, PlannedChunk> found = new HashMap<>();
        if (!wanted.isEmpty()) {
            chunks.find(Filters.in("_id", wanted.keySet()))
                    .forEach(chunk -> found.put(
                            Objects.requireNonNull(wanted.get(chunk.getString("_id"))), ChunkDocument.planned(chunk)));
        }
        return found;
    }

    private @Nullable Document planOf(String campaignId) {
        return campaigns
                .find(Filters.eq(campaignId))
                .projection(Projections.include("plan", "chunks", "next_chunk"))
                .first();
    }

    /** The chunks first: after a crash in between they are offered again, which is harmless, and keep their marks. */
    @Override
    public void markPublished(String campaignId, List<Chunk> published, Instant at) {
        Document campaign = planOf(campaignId);
        ObjectId plan = campaign == null ? null : campaign.getObjectId("plan");
        if (plan == null) {
            return;
        }
        List<String> ids = published.stream()
                .map(chunk -> new ChunkKey(plan, chunk.index()).id())
                .toList();
        progress.updateMany(
                FlatFilters.allOf(Filters.in("_id", ids), Filters.eq("published_at", null)),
                Updates.set("published_at", at));
        campaigns.bulkWrite(List.of(
                new UpdateOneModel<>(
                        FlatFilters.allOf(Filters.eq(campaignId), Filters.eq("status", "queued")),
                        Updates.combine(Updates.set("status", "running"), Updates.set("started_at", at))),
                new UpdateOneModel<>(
                        Filters.eq(campaignId),
                        Updates.max("next_chunk", published.getLast().index() + 1))));
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        List<Document> ripe = progress.find(
                        FlatFilters.allOf(Filters.eq("campaign", campaignId), Filters.lte("next_attempt_at", dueBy)))
                .sort(Sorts.ascending("next_attempt_at"))
                .limit(limit)
                .into(new ArrayList<>());
        if (ripe.isEmpty()) {
            return List.of();
        }
        List<Document> rows = takeRows(ripe, dueBy, now.plus(TAKEN));
        Map<Integer, Document> frozen = frozen(ripe.getFirst().getObjectId("plan"), rows);
        Map<List<Integer>, List<Document>> jobs = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> frozen.containsKey(row.getInteger("chunk")))
                .sorted(Comparator.<Document>comparingInt(row -> row.getInteger("chunk"))
                        .thenComparingInt(row -> row.getInteger(DeliveryDocument.ROUND))
                        .thenComparingInt(row -> row.getInteger("failures")))
                .forEach(row -> jobs.computeIfAbsent(
                                List.of(
                                        row.getInteger("chunk"),
                                        row.getInteger(DeliveryDocument.ROUND),
                                        row.getInteger("failures")),
                                k -> new ArrayList<>())
                        .add(row));
        return jobs.values().stream().map(leads -> job(leads, frozen)).toList();
    }

    /** Rows before chunks: after an interruption in between, a later recount finds the rows' times. */
    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        Bson postponed = FlatFilters.allOf(
                DeliveryKey.allOf(campaignId),
                Filters.eq("status", DeliveryDocument.POSTPONED),
                Filters.gt("next_attempt_at", now),
                Filters.lt("updated_at", postponedBefore));
        Bson due = Updates.set("next_attempt_at", now);
        if (deliveries.updateMany(postponed, due).getModifiedCount() > 0) {
            progress.updateMany(FlatFilters.allOf(Filters.eq("campaign", campaignId), Filters.gt("postponed", 0)), due);
        }
    }

    /** As above. */
    @Override
    public void recallAhead(String campaignId, Instant ahead, Instant now) {
        Bson written = FlatFilters.allOf(
                DeliveryKey.allOf(campaignId),
                Filters.in("status", DeliveryDocument.WAITING),
                Filters.gt("next_attempt_at", now),
                Filters.gt("updated_at", ahead));
        Bson due = Updates.set("next_attempt_at", now);
        if (deliveries
                        .updateMany(written, Updates.combine(due, Updates.set("updated_at", now)))
                        .getModifiedCount()
                > 0) {
            progress.updateMany(
                    FlatFilters.allOf(Filters.eq("campaign", campaignId), Filters.gt("next_attempt_at", now)), due);
        }
    }

    /**
     * Rows before chunks: a chunk whose rows were taken and whose own time was not moved is only read once more. A
     * chunk that was recounted in between keeps the time that the count found.
     */
    private List<Document> takeRows(List<Document> ripe, Instant dueBy, Instant later) {
        Bson due = FlatFilters.allOf(
                Filters.in("status", DeliveryDocument.WAITING), Filters.lte("next_attempt_at", dueBy));
        Bson taken = Updates.set("next_attempt_at", later);
        List<Document> rows = deliveries
                .find(FlatFilters.allOf(LeadRange.filter(ripe), due))
                .projection(Projections.include("chunk", DeliveryDocument.ROUND, "failures"))
                .sort(Sorts.ascending("_id"))
                .into(new ArrayList<>());
        if (!rows.isEmpty()) {
            List<String> ids = rows.stream().map(row -> row.getString("_id")).toList();
            deliveries.updateMany(FlatFilters.allOf(Filters.in("_id", ids), due), taken);
        }
        progress.bulkWrite(
                ripe.stream()
                        .map(chunk -> new UpdateOneModel<Document>(
                                FlatFilters.allOf(
                                        Filters.eq(chunk.getString("_id")),
                                        Filters.eq("next_attempt_at", chunk.getDate("next_attempt_at"))),
                                taken))
                        .toList(),
                new BulkWriteOptions().ordered(false));
        return rows;
    }

    private Map<Integer, Document> frozen(ObjectId plan, List<Document> rows) {
        List<String> ids = rows.stream()
                .map(row -> new ChunkKey(plan, row.getInteger("chunk")).id())
                .distinct()
                .toList();
        Map<Integer, Document> frozen = new HashMap<>();
        if (!ids.isEmpty()) {
            chunks.find(Filters.in("_id", ids))
                    .projection(Projections.exclude("lead_ids"))
                    .forEach(chunk -> frozen.put(chunk.getInteger("index"), chunk));
        }
        return frozen;
    }

    private static ChunkJob job(List<Document> rows, Map<Integer, Document> frozen) {
        int index = rows.getFirst().getInteger("chunk");
        Document chunk = Objects.requireNonNull(frozen.get(index));
        return new ChunkJob(
                chunk.getString("job_id"),
                chunk.getString("campaign"),
                rows.stream().map(row -> DeliveryKey.of(row).leadId()).toList(),
                DocumentFields.instant(chunk, "created_at"),
                index,
                rows.getFirst().getInteger("failures") + 1,
                rows.getFirst().getInteger(DeliveryDocument.ROUND) + 1);
    }
}
