package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.minicrm.campaign.Campaigns;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.RepublishPause;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.StalledMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** Finds published chunks with messages that do not move, by their tallies and then by the rows of the delivery log. */
final class MongoStalledChunks implements StalledChunks {

    private static final String REPUBLISHED = "republished";
    private static final String REPUBLISHED_AT = "republished_at";

    /** When a chunk may be taken again at the earliest. */
    private static final String REPUBLISH_AT = "republish_at";

    /** Names the call that took a chunk last. */
    private static final String REPUBLISH_BY = "republish_by";

    /** An expression: the messages of a chunk that are neither settled nor waiting for their next round. */
    private static final Bson OPEN = Expressions.subtract(
            Expressions.field("leads"),
            Expressions.add(
                    orZero("sent"),
                    orZero("failed"),
                    orZero("skipped"),
                    orZero("unknown"),
                    orZero("postponed"),
                    orZero("retrying")));

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;

    MongoStalledChunks(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.chunks = database.getCollection(ChunkDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
    }

    private static Bson orZero(String field) {
        return Expressions.ifNull(Expressions.field(field), 0);
    }

    @Override
    public List<StalledChunk> take(Instant stillSince, Instant now, Duration taken, int limit) {
        Instant ahead = now.plus(Campaigns.CLOCKS_DIFFER);
        Bson hasRested = Filters.or(
                Filters.eq(REPUBLISH_AT, null),
                Filters.lte(REPUBLISH_AT, now),
                Filters.and(
                        Filters.or(
                                Filters.eq(REPUBLISHED, null),
                                Filters.lte(REPUBLISHED, RepublishPause.TIMES_BEFORE_DOUBLING)),
                        Filters.gt(REPUBLISH_AT, ahead.plus(RepublishPause.longest(taken)))));
        List<String> candidates = candidates(stillSince, ahead, hasRested, limit);
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<Document> ours = taken(candidates, hasRested, now.plus(taken));
        return ours.isEmpty() ? List.of() : withMessages(ours, stillSince, ahead);
    }

    private List<String> candidates(Instant stillSince, Instant ahead, Bson hasRested, int limit) {
        List<ObjectId> plans = campaigns
                .find(FlatFilters.allOf(
                        Filters.eq("finished_at", null), Filters.ne("plan", null), Filters.ne("status", "paused")))
                .projection(Projections.include("plan"))
                .map(campaign -> campaign.getObjectId("plan"))
                .into(new ArrayList<>());
        if (plans.isEmpty()) {
            return List.of();
        }
        Bson isStill = Filters.and(
                Filters.or(Filters.lt("published_at", stillSince), Filters.gt("published_at", ahead)),
                Filters.or(
                        Filters.eq(REPUBLISHED_AT, null),
                        Filters.lt(REPUBLISHED_AT, stillSince),
                        Filters.gt(REPUBLISHED_AT, ahead)));
        Bson published = FlatFilters.allOf(Filters.in("plan", plans), Filters.and(isStill, hasRested));
        return progress.aggregate(List.of(
                        Aggregates.match(published),
                        Aggregates.project(Projections.fields(
                                Projections.include("published_at"), Projections.computed("open", OPEN))),
                        Aggregates.match(Filters.gt("open", 0)),
                        Aggregates.sort(Sorts.ascending("published_at", "_id")),
                        Aggregates.limit(limit)))
                .map(chunk -> chunk.getString("_id"))
                .into(new ArrayList<>());
    }

    /** Each chunk goes to the call whose write comes first; its token says which. */
    private List<Document> taken(List<String> ids, Bson hasRested, Instant until) {
        String token = UUID.randomUUID().toString();
        Bson chosen = Filters.in("_id", ids);
        progress.updateMany(
                FlatFilters.allOf(chosen, hasRested),
                Updates.combine(Updates.set(REPUBLISH_AT, until), Updates.set(REPUBLISH_BY, token)));
        return progress.find(FlatFilters.allOf(chosen, Filters.eq(REPUBLISH_BY, token)))
                .into(new ArrayList<>());
    }

    private List<StalledChunk> withMessages(List<Document> taken, Instant stillSince, Instant ahead) {
        Map<String, Document> rows = new HashMap<>();
        deliveries
                .find(LeadRange.filter(taken))
                .projection(Projections.include("status", DeliveryDocument.ROUND, "failures", "updated_at"))
                .forEach(row -> rows.put(row.getString("_id"), row));
        Map<String, Chunk> frozen = new HashMap<>();
        List<String> ids = taken.stream().map(chunk -> chunk.getString("_id")).toList();
        chunks.find(Filters.in("_id", ids))
                .forEach(chunk -> frozen.put(chunk.getString("_id"), ChunkDocument.read(chunk)));
        List<StalledChunk> stalled = new ArrayList<>();
        for (Document chunk : taken.stream().sorted(LeadRange.ORDER).toList()) {
            Chunk planned = frozen.get(chunk.getString("_id"));
            if (planned != null) {
                stalled.add(stalled(chunk, planned, rows, stillSince, ahead));
            }
        }
        return stalled;
    }

    private static StalledChunk stalled(
            Document taken, Chunk chunk, Map<String, Document> rows, Instant stillSince, Instant ahead) {
        var messages = new StalledMessages(chunk.jobId(), chunk.createdAt());
        for (String leadId : chunk.leadIds()) {
            Document row = rows.get(DeliveryKey.id(chunk.campaignId(), leadId));
            if (row == null) {
                messages.addUnclaimed(leadId);
            } else if (row.getInteger("status") == DeliveryDocument.SENDING) {
                Instant moved = DocumentFields.instant(row, "updated_at");
                if (moved.isBefore(stillSince) || moved.isAfter(ahead)) {
                    messages.addSending(leadId, row.getInteger(DeliveryDocument.ROUND), row.getInteger("failures"));
                }
            }
        }
        return messages.chunk(chunk.campaignId(), chunk.index(), (int) DocumentFields.whole(taken, REPUBLISHED));
    }

    @Override
    public void markRepublished(List<Republication> republications, Instant at) {
        Map<String, ObjectId> plans = new HashMap<>();
        List<String> ids = republications.stream()
                .map(Republication::campaignId)
                .distinct()
                .toList();
        campaigns
                .find(Filters.in("_id", ids))
                .projection(Projections.include("plan"))
                .forEach(campaign -> plans.put(campaign.getString("_id"), campaign.getObjectId("plan")));
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        for (Republication one : republications) {
            ObjectId plan = plans.get(one.campaignId());
            if (plan != null) {
                updates.add(new UpdateOneModel<>(
                        Filters.eq(new ChunkKey(plan, one.index()).id()),
                        Updates.combine(
                                Updates.inc(REPUBLISHED, 1),
                                Updates.set(REPUBLISHED_AT, at),
                                Updates.set(REPUBLISH_AT, one.next()))));
            }
        }
        if (!updates.isEmpty()) {
            progress.bulkWrite(updates, new BulkWriteOptions().ordered(false));
        }
    }

    @Override
    public Republished republished(String campaignId) {
        Document campaign = campaigns
                .find(Filters.eq(campaignId))
                .projection(Projections.include("plan"))
                .first();
        if (campaign == null || campaign.getObjectId("plan") == null) {
            return Republished.NOTHING;
        }
        Document sum = progress.aggregate(List.of(
                        Aggregates.match(FlatFilters.allOf(
                                Filters.eq("campaign", campaignId),
                                Filters.eq("plan", campaign.getObjectId("plan")),
                                Filters.gt(REPUBLISHED, 0))),
                        Aggregates.group(
                                null,
                                Accumulators.sum("chunks", 1),
                                Accumulators.max("last_at", Expressions.field(REPUBLISHED_AT)))))
                .first();
        return sum == null
                ? Republished.NOTHING
                : new Republished(DocumentFields.whole(sum, "chunks"), DocumentFields.instant(sum, "last_at"));
    }
}
