package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Chunks that receipts have touched since they were last counted, in {@code touched_chunks}. Each touch is a document
 * of its own, which is read before the chunk is counted and deleted after: a touch in between is another document, and
 * stays.
 */
final class MongoTouches {

    private static final String COLLECTION = "touched_chunks";

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> touches;

    MongoTouches(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.touches = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", "campaign", "index")
                .with(List.of("_id"), "objectId")
                .with(List.of("campaign"), "string")
                .with(List.of("index"), "int")
                .prepare(database);
    }

    /** A chunk by its place in its campaign. */
    record Touched(String campaignId, int index) {}

    /** A touch as it was read. */
    record Touch(ObjectId id, Touched chunk) {}

    void add(Collection<Touched> chunks) {
        touches.insertMany(
                chunks.stream()
                        .map(chunk -> new Document("campaign", chunk.campaignId()).append("index", chunk.index()))
                        .toList(),
                new InsertManyOptions().ordered(false));
    }

    /** Touches every chunk of the campaigns' plans, within the server. */
    void addAll(List<String> campaignIds) {
        List<ObjectId> plans = campaigns
                .find(FlatFilters.allOf(Filters.in("_id", campaignIds), Filters.ne("plan", null)))
                .projection(Projections.include("plan"))
                .map(campaign -> campaign.getObjectId("plan"))
                .into(new ArrayList<>());
        if (!plans.isEmpty()) {
            progress.aggregate(List.of(
                            Aggregates.match(
                                    FlatFilters.allOf(Filters.in("campaign", campaignIds), Filters.in("plan", plans))),
                            Aggregates.project(Projections.fields(
                                    Projections.excludeId(), Projections.include("campaign", "index"))),
                            Aggregates.merge(COLLECTION)))
                    .toCollection();
        }
    }

    /** The indexes of the campaign's chunks that are to be counted again. */
    Set<Integer> of(String campaignId) {
        return touches.find(Filters.eq("campaign", campaignId))
                .projection(Projections.include("index"))
                .map(touch -> touch.getInteger("index"))
                .into(new HashSet<>());
    }

    /** The oldest touches. */
    List<Touch> oldest(int limit) {
        return touches.find()
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(touch -> new Touch(
                        touch.getObjectId("_id"), new Touched(touch.getString("campaign"), touch.getInteger("index"))))
                .into(new ArrayList<>());
    }

    void delete(List<Touch> counted) {
        touches.deleteMany(Filters.in("_id", counted.stream().map(Touch::id).toList()));
    }
}
