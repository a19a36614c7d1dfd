package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import io.minicrm.gate.Limits;
import io.minicrm.stored.LimitFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Limits in the collection {@code send_limits}; scope and name are the key. */
final class MongoLimits implements Limits {

    static final String COLLECTION = "send_limits";

    private static final DocumentMapping<Limit> MAPPING = new DocumentMapping<>(LimitFields.MAPPING, Map.of());

    private final MongoCollection<Document> limits;

    MongoLimits(MongoDatabase database) {
        this.limits = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION)
                .requiring("_id")
                .with(List.of("_id"), "string")
                .prepare(database);
    }

    @Override
    public List<Limit> all() {
        return limits.find()
                .sort(Sorts.ascending("scope", "name"))
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    @Override
    public void set(Limit limit) {
        limits.replaceOne(
                Filters.eq(id(limit.scope(), limit.name())), document(limit), new ReplaceOptions().upsert(true));
    }

    static Document document(Limit limit) {
        Document document = new Document("_id", id(limit.scope(), limit.name()));
        document.putAll(MAPPING.of(limit));
        return document;
    }

    @Override
    public boolean remove(Scope scope, String name) {
        return limits.deleteOne(Filters.eq(id(scope, name))).getDeletedCount() == 1;
    }

    private static String id(Scope scope, String name) {
        return scope.code() + ":" + name;
    }
}
