package io.minicrm.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.ValidationOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What the documents of a collection look like: a JSON schema that the server checks at every write. Unknown fields are allowed. */
final class CollectionSchema {

    private static final int NAMESPACE_EXISTS = 48;
    private static final int UNKNOWN_COMMAND = 59;

    private final String collection;
    private final Map<String, List<String>> types = new LinkedHashMap<>();
    private final List<String> required;

    private CollectionSchema(String collection, List<String> required) {
        this.collection = collection;
        this.required = required;
    }

    /** A schema of a collection whose documents must have these fields. */
    static CollectionSchema of(String collection, String... required) {
        return new CollectionSchema(collection, List.of(required));
    }

    /** Fields that are of one of these BSON types, where they are there. */
    CollectionSchema with(List<String> fields, String... bsonTypes) {
        fields.forEach(field -> types.put(field, Arrays.asList(bsonTypes)));
        return this;
    }

    /**
     * Makes the collection with this schema, or gives it to the one that is there. Several processes may do so at once. The right schema is
     * left alone: to change one takes a lock that waits for every reader, and a right that a user who only reads and writes lacks.
     */
    void prepare(MongoDatabase database) {
        Document validator = validator();
        Document present = present(database);
        if (present == null) {
            create(validator, database);
        } else if (!bson(validator, database).equals(bson(present, database))) {
            change(validator, database);
        }
    }

    /** The validator of the collection as it is, empty when it has none; null when there is no collection. */
    private @Nullable Document present(MongoDatabase database) {
        Document found = database.listCollections()
                .filter(new Document("name", collection))
                .first();
        if (found == null) {
            return null;
        }
        Document options = found.get("options", new Document());
        return options.get("validator", new Document());
    }

    private void create(Document validator, MongoDatabase database) {
        try {
            database.createCollection(
                    collection,
                    new CreateCollectionOptions().validationOptions(new ValidationOptions().validator(validator)));
        } catch (MongoCommandException failure) {
            // Another process was quicker, with the same schema.
            if (failure.getErrorCode() != NAMESPACE_EXISTS) {
                throw failure;
            }
        }
    }

    private static BsonDocument bson(Document document, MongoDatabase database) {
        return document.toBsonDocument(BsonDocument.class, database.getCodecRegistry());
    }

    private void change(Document validator, MongoDatabase database) {
        try {
            database.runCommand(new Document("collMod", collection).append("validator", validator));
        } catch (MongoCommandException unknown) {
            // Some servers that speak MongoDB's protocol check no schemas at all; the product does not lean on them.
            if (unknown.getErrorCode() != UNKNOWN_COMMAND) {
                throw unknown;
            }
        }
    }

    private Document validator() {
        Document properties = new Document();
        types.forEach((field, bsonTypes) -> properties.append(field, new Document("bsonType", bsonTypes)));
        return new Document(
                "$jsonSchema",
                new Document("bsonType", "object").append("required", required).append("properties", properties));
    }
}
