package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Records that named a campaign and went to the dead letters, in {@code dead_letters}; where one came from is its key. */
final class MongoDeadLetters {

    private static final String COLLECTION = "dead_letters";

    private final MongoCollection<Document> letters;

    MongoDeadLetters(MongoDatabase database) {
        this.letters = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", "campaign")
                .with(List.of("_id", "campaign"), "string")
                .prepare(database);
        // Counts those of a campaign.
        database.getCollection(COLLECTION)
                .createIndex(new Document("campaign", 1), new IndexOptions().name("campaign"));
    }

    void add(String campaignId, String topic, int partition, long offset) {
        try {
            letters.insertOne(new Document("_id", topic + "/" + partition + "/" + offset + "/" + campaignId)
                    .append("campaign", campaignId));
        } catch (MongoWriteException refused) {
            if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw refused;
            }
        }
    }

    Map<String, Long> count(Collection<String> campaignIds) {
        Map<String, Long> counts = new HashMap<>();
        letters.aggregate(List.of(
                        new Document("$match", new Document("campaign", new Document("$in", List.copyOf(campaignIds)))),
                        new Document(
                                "$group", new Document("_id", "$campaign").append("letters", new Document("$sum", 1)))))
                .forEach(group -> counts.put(group.getString("_id"), DocumentFields.whole(group, "letters")));
        return counts;
    }
}
