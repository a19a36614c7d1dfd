package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.minicrm.access.ApiKey;
import io.minicrm.access.ApiKeys;
import io.minicrm.stored.ApiKeyFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** API keys in the collection {@code api_keys}; the id is the key. */
final class MongoApiKeys implements ApiKeys {

    static final String COLLECTION = "api_keys";

    private static final DocumentMapping<ApiKey> MAPPING =
            new DocumentMapping<>(ApiKeyFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> keys;

    MongoApiKeys(MongoDatabase database) {
        this.keys = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
    }

    @Override
    public boolean add(ApiKey key) {
        return keys.updateOne(
                                Filters.eq(key.id()),
                                Updates.setOnInsert(MAPPING.of(key, Set.of("id"))),
                                new UpdateOptions().upsert(true))
                        .getUpsertedId()
                != null;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return Optional.ofNullable(keys.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public List<ApiKey> all() {
        return keys.find().sort(Sorts.ascending("_id")).map(MAPPING::read).into(new ArrayList<>());
    }

    @Override
    public boolean changeSecret(ApiKey rotated) {
        return keys.updateOne(
                                notRevoked(rotated.id()),
                                Updates.combine(
                                        Updates.set("hash", rotated.hash()),
                                        Updates.set("former_hash", rotated.formerHash()),
                                        Updates.set("former_until", rotated.formerUntil())))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public boolean revoke(String id, Instant at) {
        return keys.updateOne(notRevoked(id), Updates.set("revoked_at", at)).getMatchedCount() == 1;
    }

    @Override
    public void markUsed(String id, Instant at) {
        keys.updateOne(Filters.eq(id), Updates.max("last_used_at", at));
    }

    private static Bson notRevoked(String id) {
        return FlatFilters.allOf(Filters.eq(id), Filters.eq("revoked_at", null));
    }
}
