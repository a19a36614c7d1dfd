package io.minicrm.mongodb;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.CampaignDeadLetters;
import io.minicrm.stored.DeadLetterFields;
import io.minicrm.stored.Entry.StoredDeadLetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Records that named a campaign and went to the dead letters, in {@code dead_letters}; where one came from is its key.
 */
final class MongoDeadLetters implements CampaignDeadLetters {

    static final String COLLECTION = "dead_letters";

    static final Bson ORDER = Sorts.ascending("campaign", "topic", "partition", "offset");

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
        // Counts those of a campaign, and lists them in order.
        database.getCollection(COLLECTION).createIndex(ORDER, new IndexOptions().name("place"));
    }

    @Override
    public void note(String campaignId, String topic, int partition, long offset) {
        if (campaigns.find(Filters.eq(campaignId)).first() == null) {
            return;
        }
        try {
            letters.insertOne(document(new StoredDeadLetter(campaignId, topic, partition, offset)));
        } catch (MongoWriteException refused) {
            if (!KeyedWrites.isDuplicate(refused)) {
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

    /** A filter: those that come after that one. */
    static Bson after(StoredDeadLetter last) {
        Bson campaign = Filters.eq("campaign", last.campaignId());
        Bson topic = FlatFilters.allOf(campaign, Filters.eq("topic", last.topic()));
        Bson partition = FlatFilters.allOf(topic, Filters.eq("partition", last.partition()));
        return Filters.or(
                Filters.gt("campaign", last.campaignId()),
                FlatFilters.allOf(campaign, Filters.gt("topic", last.topic())),
                FlatFilters.allOf(topic, Filters.gt("partition", last.partition())),
                FlatFilters.allOf(partition, Filters.gt("offset", last.offset())));
    }

    Map<String, Long> count(Collection<String> campaignIds) {
        Map<String, Long> counts = new HashMap<>();
        letters.aggregate(List.of(
                        Aggregates.match(Filters.in("campaign", campaignIds)),
                        Aggregates.group(Expressions.field("campaign"), Accumulators.sum("letters", 1))))
                .forEach(group -> counts.put(group.getString("_id"), DocumentFields.whole(group, "letters")));
        return counts;
    }
}
