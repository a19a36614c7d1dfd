package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.gate.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.Document;

/** Limits in the collection {@code send_limits}; scope and name are the key. */
final class MongoLimits implements Limits {

    static final String COLLECTION = "send_limits";

    private final MongoCollection<Document> limits;

    MongoLimits(MongoDatabase database) {
        this.limits = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", "scope", "name", "per_second")
                .with(List.of("_id", "scope", "name"), "string")
                .with(List.of("per_second"), "int")
                .prepare(database);
    }

    @Override
    public List<Limit> all() {
        return limits.find()
                .sort(new Document("scope", 1).append("name", 1))
                .map(limit -> new Limit(
                        Scope.valueOf(limit.getString("scope").toUpperCase(Locale.ROOT)),
                        limit.getString("name"),
                        limit.getInteger("per_second")))
                .into(new ArrayList<>());
    }

    @Override
    public void set(Limit limit) {
        limits.replaceOne(
                new Document("_id", id(limit.scope(), limit.name())),
                document(limit),
                new ReplaceOptions().upsert(true));
    }

    static Document document(Limit limit) {
        return new Document("_id", id(limit.scope(), limit.name()))
                .append("scope", text(limit.scope()))
                .append("name", limit.name())
                .append("per_second", limit.perSecond());
    }

    @Override
    public boolean remove(Scope scope, String name) {
        return limits.deleteOne(new Document("_id", id(scope, name))).getDeletedCount() == 1;
    }

    private static String id(Scope scope, String name) {
        return text(scope) + ":" + name;
    }

    private static String text(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }
}
