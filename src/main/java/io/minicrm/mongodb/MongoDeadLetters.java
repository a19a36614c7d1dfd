package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.stored.DeadLetterFields;
import io.minicrm.stored.Entry.StoredDeadLetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Records that named a campaign and went to the dead letters, in {@code dead_letters}; where one came from is its key. */
final class MongoDeadLetters implements CampaignDeadLetters {

    static final String COLLECTION = "dead_letters";

    static final Document ORDER = new Document("campaign", 1)
            .append("topic", 1)
            .append("partition", 1)
            .append("offset", 1);

    private static final DocumentMapping<StoredDeadLetter> MAPPING =
            new DocumentMapping<>(DeadLetterFields.MAPPING, Map.of("campaign_id", "campaign"));

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> letters;

    MongoDeadLetters(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.letters = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION)
                .requiring("_id")
                .with(List.of("_id"), "string")
                .prepare(database);
        // Counts those of a campaign, and tells them in order.
        database.getCollection(COLLECTION).createIndex(ORDER, new IndexOptions().name("place"));
    }

    @Override
    public void note(String campaignId, String topic, int partition, long offset) {
        if (campaigns.find(new Document("_id", campaignId)).first() == null) {
            return;
        }
        try {
            letters.insertOne(document(new StoredDeadLetter(campaignId, topic, partition, offset)));
        } catch (MongoWriteException refused) {
            if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw refused;
            }
        }
    }

    static Document document(StoredDeadLetter letter) {
        Document document = new Document(
                "_id",
                "%s/%d/%d/%s".formatted(letter.topic(), letter.partition(), letter.offset(), letter.campaignId()));
        document.putAll(MAPPING.of(letter));
        return document;
    }

    static StoredDeadLetter read(Document letter) {
        return MAPPING.read(letter);
    }

    /** A condition: those that come after that one. */
    static Document after(StoredDeadLetter last) {
        Document partition = new Document("campaign", last.campaignId()).append("topic", last.topic());
        return new Document(
                "$or",
                List.of(
                        new Document("campaign", new Document("$gt", last.campaignId())),
                        new Document("campaign", last.campaignId()).append("topic", new Document("$gt", last.topic())),
                        new Document(partition).append("partition", new Document("$gt", last.partition())),
                        new Document(partition)
                                .append("partition", last.partition())
                                .append("offset", new Document("$gt", last.offset()))));
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
