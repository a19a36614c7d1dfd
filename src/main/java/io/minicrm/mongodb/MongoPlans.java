package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.minicrm.campaign.MessageKey;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Plans in the collections {@code chunks} (the frozen part) and {@code chunk_progress} (how far they are, a tenth of the size: it is summed
 * up many times a second).
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
                .with(List.of("published_at", "next_attempt_at"), "date")
                .with(MongoTallies.TALLY, "int", "long")
                .prepare(database);
        // Sums up the tallies of campaigns, and finds the chunks of one whose retries are due.
        database.getCollection(PROGRESS)
                .createIndex(
                        new Document("campaign", 1).append("next_attempt_at", 1),
                        new IndexOptions().name("campaign_retries"));
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
        return chunks
                .find(new Document("_id", new Document("$in", ids)))
                .map(ChunkDocument::read)
                .into(new ArrayList<>())
                .stream()
                .sorted(Comparator.comparingInt(Chunk::index))
                .toList();
    }

    @Override
    public Set<MessageKey> duplicates(Collection<ChunkJob> jobs) {
        Set<String> campaignIds = jobs.stream().map(ChunkJob::campaignId).collect(Collectors.toSet());
        Map<String, ObjectId> plansOfCampaigns = new HashMap<>();
        campaigns
                .find(Filters.in("_id", campaignIds))
                .projection(Projections.include("plan"))
                .forEach(campaign -> plansOfCampaigns.put(campaign.getString("_id"), campaign.getObjectId("plan")));
        List<String> keys = jobs.stream()
                .filter(job -> plansOfCampaigns.get(job.campaignId()) != null)
                .map(job -> new ChunkKey(
                                Objects.requireNonNull(plansOfCampaigns.get(job.campaignId())), job.chunkIndex())
                        .id())
                .distinct()
                .toList();
        Set<MessageKey> duplicates = new HashSet<>();
        chunks.find(new Document("_id", new Document("$in", keys))
                        .append(ChunkDocument.DUPLICATE_IDS, new Document("$exists", true)))
                .projection(Projections.include("campaign", ChunkDocument.DUPLICATE_IDS))
                .forEach(chunk -> Objects.requireNonNull(ChunkDocument.duplicateIds(chunk))
                        .forEach(id -> duplicates.add(MessageKey.of(chunk.getString("campaign"), id))));
        return duplicates;
    }

    private @Nullable Document planOf(String campaignId) {
        return campaigns
                .find(new Document("_id", campaignId))
                .projection(new Document("plan", 1).append("chunks", 1).append("next_chunk", 1))
                .first();
    }

    /** The chunks first: after a crash in between they are offered again, which is harmless, and their marks are as they should be. */
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
                new Document("_id", new Document("$in", ids)).append("published_at", null),
                new Document("$set", new Document("published_at", at)));
        Document next = new Document("next_chunk", published.getLast().index() + 1);
        campaigns.bulkWrite(List.of(
                new UpdateOneModel<>(
                        new Document("_id", campaignId).append("status", "queued"),
                        new Document("$set", new Document("status", "running").append("started_at", at))),
                new UpdateOneModel<>(new Document("_id", campaignId), new Document("$max", next))));
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        List<Document> ripe = progress.find(
                        new Document("campaign", campaignId).append("next_attempt_at", new Document("$lte", dueBy)))
                .sort(new Document("next_attempt_at", 1))
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

    /** Rows before chunks: if this breaks off in between, a later recount finds the rows' times. */
    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        Document postponed = new Document("_id", DeliveryKey.allOf(campaignId))
                .append("status", DeliveryDocument.POSTPONED)
                .append("next_attempt_at", new Document("$gt", now))
                .append("updated_at", new Document("$lt", postponedBefore));
        Document due = new Document("$set", new Document("next_attempt_at", now));
        if (deliveries.updateMany(postponed, due).getModifiedCount() > 0) {
            progress.updateMany(new Document("campaign", campaignId).append("postponed", new Document("$gt", 0)), due);
        }
    }

    /**
     * Rows before chunks: a chunk whose rows were taken and whose own time was not moved is only looked into once more. A chunk that was
     * recounted in between keeps the time that the count found.
     */
    private List<Document> takeRows(List<Document> ripe, Instant dueBy, Instant later) {
        Document due = new Document("$lte", dueBy);
        Document taken = new Document("$set", new Document("next_attempt_at", later));
        Document waiting = LeadRange.filter(ripe)
                .append("status", new Document("$in", DeliveryDocument.WAITING))
                .append("next_attempt_at", due);
        List<Document> rows = deliveries
                .find(waiting)
                .projection(new Document("chunk", 1)
                        .append(DeliveryDocument.ROUND, 1)
                        .append("failures", 1))
                .sort(new Document("_id", 1))
                .into(new ArrayList<>());
        if (!rows.isEmpty()) {
            List<String> ids = rows.stream().map(row -> row.getString("_id")).toList();
            deliveries.updateMany(
                    new Document("_id", new Document("$in", ids))
                            .append("status", new Document("$in", DeliveryDocument.WAITING))
                            .append("next_attempt_at", due),
                    taken);
        }
        progress.bulkWrite(
                ripe.stream()
                        .map(chunk -> new UpdateOneModel<Document>(
                                new Document("_id", chunk.getString("_id"))
                                        .append("next_attempt_at", chunk.getDate("next_attempt_at")),
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
            chunks.find(new Document("_id", new Document("$in", ids)))
                    .projection(new Document("lead_ids", 0))
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
