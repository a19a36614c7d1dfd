package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.minicrm.store.StoreTooNewException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/** One document that names the installation and the newest version that has used the database. */
final class MongoInstallation {

    /** Grows with each change that an earlier version would not understand. */
    static final int SCHEMA_VERSION = 1;

    static final String COLLECTION = "installation";

    private static final Bson ONLY = Filters.eq("installation");
    private static final String ID = "installation_id";
    private static final String VERSION = "schema_version";

    private final MongoCollection<Document> installation;

    MongoInstallation(MongoDatabase database) {
        this.installation = database.getCollection(COLLECTION);
    }

    /**
     * To be called before anything in the database is changed.
     *
     * @param url the URL of the database, without a password
     * @throws StoreTooNewException if a newer version has used the database
     */
    static void requireKnownVersion(MongoDatabase database, String url) {
        Document stored = database.getCollection(COLLECTION).find(ONLY).first();
        long version = stored == null ? 0 : DocumentFields.whole(stored, VERSION);
        if (version > SCHEMA_VERSION) {
            throw new StoreTooNewException(url, Long.toString(version), Integer.toString(SCHEMA_VERSION));
        }
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", ID, VERSION)
                .with(List.of("_id", ID), "string")
                .with(List.of(VERSION), "int")
                .prepare(database);
        new MongoInstallation(database).id();
    }

    /** Creates it if there is none. */
    String id() {
        Document stored = installation.findOneAndUpdate(
                ONLY,
                Updates.combine(
                        Updates.setOnInsert(ID, UUID.randomUUID().toString()), Updates.max(VERSION, SCHEMA_VERSION)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        return Objects.requireNonNull(stored).getString(ID);
    }
}
