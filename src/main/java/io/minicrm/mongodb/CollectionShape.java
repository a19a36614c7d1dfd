package io.minicrm.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ValidationOptions;
import java.util.List;
import org.bson.Document;

/**
 * What a collection has to look like.
 *
 * @param schema the JSON schema that MongoDB holds every document against
 * @param indexes those beside the one on {@code _id}, each with a name of its own
 */
record CollectionShape(String name, Document schema, List<IndexModel> indexes) {

    private static final int NAMESPACE_EXISTS = 48;
    private static final int COMMAND_NOT_FOUND = 59;

    /** Makes the collection, or brings its validator and indexes up to date. Several processes may do so at once. */
    void prepare(MongoDatabase database) {
        Document validator = new Document("$jsonSchema", schema);
        if (!isStored(database)) {
            create(database, validator);
        }
        // To change a validator takes a right that the role readWrite lacks, so an unchanged one is left alone.
        if (!validator.equals(storedValidator(database))) {
            change(database, validator);
        }
        if (!indexes.isEmpty()) {
            database.getCollection(name).createIndexes(indexes);
        }
    }

    private boolean isStored(MongoDatabase database) {
        return database.listCollections().filter(new Document("name", name)).first() != null;
    }

    private Document storedValidator(MongoDatabase database) {
        Document stored =
                database.listCollections().filter(new Document("name", name)).first();
        Document options = stored == null ? new Document() : stored.get("options", new Document());
        return options.get("validator", new Document());
    }

    private void create(MongoDatabase database, Document validator) {
        try {
            database.createCollection(
                    name,
                    new CreateCollectionOptions().validationOptions(new ValidationOptions().validator(validator)));
        } catch (MongoCommandException failure) {
            // Another process was faster.
            if (failure.getErrorCode() != NAMESPACE_EXISTS) {
                throw failure;
            }
        }
    }

    private void change(MongoDatabase database, Document validator) {
        try {
            database.runCommand(new Document("collMod", name).append("validator", validator));
        } catch (MongoCommandException failure) {
            // Some servers only speak MongoDB's protocol. The validator is a second lock; what we write is right
            // without it.
            if (failure.getErrorCode() != COMMAND_NOT_FOUND) {
                throw failure;
            }
        }
    }
}
