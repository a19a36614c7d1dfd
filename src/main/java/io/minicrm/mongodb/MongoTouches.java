package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Chunks that receipts have touched since they were last counted, in {@code touched_chunks}. Each touch is a document of its own, which is
 * read before the chunk is counted and deleted after: a touch that comes meanwhile is another one, and stays.
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
        Document planned = new Document("_id", new Document("$in", campaignIds));
        List<ObjectId> plans = campaigns
                .find(planned.append("plan", new Document("$ne", null)))
                .projection(new Document("plan", 1))
                .map(campaign -> campaign.getObjectId("plan"))
                .into(new ArrayList<>());
        if (!plans.isEmpty()) {
            progress.aggregate(List.of(
                            new Document(
                                    "$match",
                                    new Document("campaign", new Document("$in", campaignIds))
                                            .append("plan", new Document("$in", plans))),
                            new Document(
                                    "$project",
                                    new Document("_id", 0).append("campaign", 1).append("index", 1)),
                            new Document("$merge", new Document("into", COLLECTION))))
                    .toCollection();
        }
    }

    /** The oldest touches. */
    List<Touch> oldest(int limit) {
        return touches.find()
                .sort(new Document("_id", 1))
                .limit(limit)
                .map(touch -> new Touch(
                        touch.getObjectId("_id"), new Touched(touch.getString("campaign"), touch.getInteger("index"))))
                .into(new ArrayList<>());
    }

    void delete(List<Touch> counted) {
        touches.deleteMany(new Document(
                "_id", new Document("$in", counted.stream().map(Touch::id).toList())));
    }
}
