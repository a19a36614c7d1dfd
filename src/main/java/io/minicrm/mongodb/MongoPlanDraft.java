package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkPlaces;
import io.minicrm.delivery.Plans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A plan being written, under an id of its own that no process reads before the campaign names it. The campaign keeps a
 * list of its drafts, and one write of its document makes one of them the plan, if it has none yet and the draft is
 * still on the list. So a draft that was taken off the list can never become the plan, and only then are its chunks
 * deleted.
 */
final class MongoPlanDraft implements Plans.Draft {

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> progress;
    private final String campaignId;
    private final ObjectId id;
    private final boolean planned;
    private final ChunkPlaces places = new ChunkPlaces();
    private boolean completed;
    private long leads;
    private int count;

    private MongoPlanDraft(MongoDatabase database, String campaignId, ObjectId id, boolean planned) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.chunks = database.getCollection(ChunkDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.campaignId = campaignId;
        this.id = id;
        this.planned = planned;
    }

    static MongoPlanDraft begin(MongoDatabase database, String campaignId) {
        ObjectId id = new ObjectId();
        MongoCollection<Document> campaigns = database.getCollection(CampaignDocument.COLLECTION);
        boolean listed = campaigns
                        .updateOne(
                                FlatFilters.allOf(Filters.eq(campaignId), Filters.eq("planned_at", null)),
                                Updates.push("drafts", id))
                        .getMatchedCount()
                == 1;
        if (!listed && campaigns.find(Filters.eq(campaignId)).first() == null) {
            throw new IllegalArgumentException("There is no campaign '%s' to plan".formatted(campaignId));
        }
        return new MongoPlanDraft(database, campaignId, id, !listed);
    }

    @Override
    public void append(List<Chunk> next) {
        if (planned || next.isEmpty()) {
            return;
        }
        chunks.insertMany(
                next.stream().map(chunk -> ChunkDocument.of(id, chunk)).toList());
        progress.insertMany(next.stream().map(chunk -> progress(id, chunk)).toList());
        places.add(next);
        leads += next.stream().mapToLong(chunk -> chunk.leadIds().size()).sum();
        count += next.size();
    }

    @Override
    public void markDuplicates(List<String> leadIds) {
        if (planned || leadIds.isEmpty()) {
            return;
        }
        List<UpdateOneModel<Document>> marks = new ArrayList<>();
        places.byChunk(leadIds)
                .forEach((index, ids) -> marks.add(new UpdateOneModel<>(
                        Filters.eq(new ChunkKey(id, index).id()), Updates.pushEach(ChunkDocument.DUPLICATE_IDS, ids))));
        chunks.bulkWrite(marks);
    }

    static Document progress(ObjectId plan, Chunk chunk) {
        return new Document("_id", new ChunkKey(plan, chunk.index()).id())
                .append("campaign", chunk.campaignId())
                .append("plan", plan)
                .append("index", chunk.index())
                .append("leads", chunk.leadIds().size())
                .append("first_lead", chunk.leadIds().getFirst())
                .append("last_lead", chunk.leadIds().getLast());
    }

    @Override
    public boolean complete(Instant at) {
        if (planned) {
            return false;
        }
        Bson plan = Updates.combine(
                Updates.set("plan", id),
                Updates.set("planned_at", at),
                Updates.set("audience", leads),
                Updates.set("chunks", count));
        Document before = leads > 0 ? become(Filters.empty(), plan) : becomeEmpty(plan, at);
        completed = before != null;
        if (before != null) {
            sweep(before.getList("drafts", ObjectId.class));
        }
        return completed;
    }

    /** Without leads the campaign finishes at once. A cancelled one stays cancelled, because that status is final. */
    private @Nullable Document becomeEmpty(Bson plan, Instant at) {
        Bson finished = Updates.combine(plan, Updates.set("finished_at", at));
        Document before = become(
                Filters.ne("status", "cancelled"), Updates.combine(finished, Updates.set("status", "completed")));
        return before == null ? become(Filters.eq("status", "cancelled"), finished) : before;
    }

    private @Nullable Document become(Bson condition, Bson plan) {
        Bson unplanned =
                FlatFilters.allOf(Filters.eq(campaignId), Filters.eq("planned_at", null), Filters.eq("drafts", id));
        return campaigns.findOneAndUpdate(
                FlatFilters.allOf(unplanned, condition), Updates.combine(plan, Updates.unset("drafts")));
    }

    /** Drafts of processes that died, and of those whose completion will find that the campaign has its plan. */
    private void sweep(List<ObjectId> drafts) {
        List<ObjectId> others = new ArrayList<>(drafts);
        others.remove(id);
        others.forEach(this::delete);
    }

    private void delete(ObjectId draft) {
        Bson ofDraft = ChunkKey.allOf(draft);
        chunks.deleteMany(ofDraft);
        progress.deleteMany(ofDraft);
    }

    @Override
    public void close() {
        if (planned || completed) {
            return;
        }
        // A completion whose answer was lost may have happened; then the campaign names this plan, and its chunks stay.
        campaigns.updateOne(Filters.eq(campaignId), Updates.pull("drafts", id));
        Document plan = campaigns
                .find(Filters.eq(campaignId))
                .projection(Projections.include("plan"))
                .first();
        if (plan == null || !id.equals(plan.getObjectId("plan"))) {
            delete(id);
        }
    }
}
