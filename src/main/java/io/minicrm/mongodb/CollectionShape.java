package io.minicrm.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ValidationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shape that a collection must have.
 *
 * @param schema the JSON schema that MongoDB holds every document against
 * @param indexes those beside the one on {@code _id}, each with a name of its own
 */
record CollectionShape(String name, Document schema, List<IndexModel> indexes) {

    private static final int NAMESPACE_EXISTS = 48;

    /**
     * Codes of servers of MongoDB's protocol without validators: CommandNotFound, CommandNotSupported, NotImplemented.
     */
    private static final Set<Integer> NO_VALIDATORS = Set.of(59, 115, 238);

    private static final Logger LOG = LoggerFactory.getLogger(CollectionShape.class);
    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    /** A collection whose documents must have these fields, and may have any others. */
    static CollectionShape of(String name, String... required) {
        Document schema = new Document("bsonType", "object")
                .append("required", List.of(required))
                .append("properties", new Document());
        return new CollectionShape(name, schema, List.of());
    }

    /** The schema of a value that is of one of these BSON types. */
    static Document typed(String... bsonTypes) {
        return new Document("bsonType", List.of(bsonTypes));
    }

    /**
     * The schema of a value that is of this BSON type. It says the same as {@link #typed}, in the form in which the
     * schemas of some collections are stored: another form would be a change, which takes a right that an installation
     * may not have.
     */
    static Document only(String bsonType) {
        return new Document("bsonType", bsonType);
    }

    /** The schema of a list of these texts. */
    static Document listOf(List<String> texts) {
        return only("array").append("items", new Document("enum", texts));
    }

    /** The same, and a document must have this field. */
    CollectionShape requiring(String field) {
        List<String> required = new ArrayList<>(schema.getList("required", String.class));
        required.add(field);
        return with(new Document(schema).append("required", required));
    }

    /** The same with fields whose values, if there are any, are of one of these BSON types. */
    CollectionShape with(List<String> fields, String... bsonTypes) {
        CollectionShape shape = this;
        for (String field : fields) {
            shape = shape.with(field, typed(bsonTypes));
        }
        return shape;
    }

    /** The same with a field whose value, if there is one, has this schema. */
    CollectionShape with(String field, Document fieldSchema) {
        Document properties = new Document(schema.get("properties", new Document())).append(field, fieldSchema);
        return with(new Document(schema).append("properties", properties));
    }

    /** The same, and a document must not have other fields. */
    CollectionShape closed() {
        return with(new Document(schema).append("additionalProperties", false));
    }

    private CollectionShape with(Document changedSchema) {
        return new CollectionShape(name, changedSchema, indexes);
    }

    /** Makes the collection, or brings its validator and indexes up to date. Several processes may do so at once. */
    void prepare(MongoDatabase database) {
        Document validator = new Document("$jsonSchema", schema);
        Document stored = stored(database);
        if (stored == null && !create(database, validator)) {
            stored = stored(database);
        }
        // To change a validator takes a right that the role readWrite lacks, so an unchanged one is left alone.
        if (stored != null && !validator.equals(validator(stored))) {
            change(database, validator);
        }
        if (!indexes.isEmpty()) {
            database.getCollection(name).createIndexes(indexes);
        }
    }

    private @Nullable Document stored(MongoDatabase database) {
        for (Document collection : database.listCollections()) {
            if (name.equals(collection.getString("name"))) {
                return collection;
            }
        }
        return null;
    }

    private static @Nullable Object validator(Document stored) {
        return stored.get("options", new Document()).get("validator");
    }

    /** False when another process was faster. */
    private boolean create(MongoDatabase database, Document validator) {
        try {
            database.createCollection(
                    name,
                    new CreateCollectionOptions().validationOptions(new ValidationOptions().validator(validator)));
            return true;
        } catch (MongoCommandException failure) {
            if (failure.getErrorCode() == NAMESPACE_EXISTS) {
                return false;
            }
            if (!NO_VALIDATORS.contains(failure.getErrorCode())) {
                throw failure;
            }
            reportNoValidators(failure);
            return createWithoutValidator(database);
        }
    }

    private boolean createWithoutValidator(MongoDatabase database) {
        try {
            database.createCollection(name);
            return true;
        } catch (MongoCommandException failure) {
            if (failure.getErrorCode() == NAMESPACE_EXISTS) {
                return false;
            }
            throw failure;
        }
    }

    /** Once per process: the validators are a second check, and what the store writes is valid without them. */
    private static void reportNoValidators(MongoCommandException failure) {
        if (REPORTED.compareAndSet(false, true)) {
            LOG.warn(
                    "This server has no validators (code {}): collections are created without them",
                    failure.getErrorCode());
        }
    }

    private void change(MongoDatabase database, Document validator) {
        try {
            database.runCommand(new Document("collMod", name).append("validator", validator));
        } catch (MongoCommandException failure) {
            if (!NO_VALIDATORS.contains(failure.getErrorCode())) {
                throw failure;
            }
            reportNoValidators(failure);
        }
    }
}
