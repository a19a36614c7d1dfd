package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import io.minicrm.access.Session;
import io.minicrm.access.Sessions;
import io.minicrm.stored.SessionFields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/** Sessions in the collection {@code sessions}; the hash is the key. */
final class MongoSessions implements Sessions {

    static final String COLLECTION = "sessions";

    private static final String USER_ID = "user_id";
    private static final String SEEN_AT = "seen_at";

    private static final DocumentMapping<Session> MAPPING =
            new DocumentMapping<>(SessionFields.MAPPING, Map.of("hash", "_id"));

    private final MongoCollection<Document> sessions;

    MongoSessions(MongoDatabase database) {
        this.sessions = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
        database.getCollection(COLLECTION).createIndex(Indexes.ascending(USER_ID), new IndexOptions().name(USER_ID));
    }

    @Override
    public void add(Session session) {
        sessions.insertOne(MAPPING.of(session));
    }

    @Override
    public Optional<Session> find(String hash) {
        return Optional.ofNullable(sessions.find(Filters.eq(hash)).first()).map(MAPPING::read);
    }

    @Override
    public void markUsed(String hash, Instant at) {
        sessions.updateOne(Filters.eq(hash), Updates.max(SEEN_AT, at));
    }

    @Override
    public boolean end(String hash) {
        return sessions.deleteOne(Filters.eq(hash)).getDeletedCount() > 0;
    }

    @Override
    public void endAllOf(String userId) {
        sessions.deleteMany(Filters.eq(USER_ID, userId));
    }

    @Override
    public void deleteOlder(Instant createdBefore, Instant seenBefore) {
        sessions.deleteMany(Filters.or(Filters.lt("created_at", createdBefore), Filters.lt(SEEN_AT, seenBefore)));
    }
}
