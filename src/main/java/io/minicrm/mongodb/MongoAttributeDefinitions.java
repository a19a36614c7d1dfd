package io.minicrm.mongodb;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.AttributeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Definitions of attributes in the collection {@code attribute_definitions}; the name is the key. */
final class MongoAttributeDefinitions implements AttributeDefinitions {

    static final String COLLECTION = "attribute_definitions";

    private static final Bson BY_NAME = Sorts.ascending("_id");

    private final MongoCollection<Document> definitions;

    MongoAttributeDefinitions(MongoDatabase database) {
        this.definitions = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", "type", "declared", "empty")
                .with(List.of("_id", "type", "label", "format"), "string")
                .with(List.of("declared"), "bool")
                .with(List.of("empty"), "array")
                .prepare(database);
    }

    @Override
    public List<AttributeDefinition> all() {
        return read(definitions.find().sort(BY_NAME));
    }

    @Override
    public List<AttributeDefinition> hold(Collection<AttributeDefinition> inferred) {
        write(inferred);
        List<String> names = inferred.stream().map(AttributeDefinition::name).toList();
        return read(definitions.find(Filters.in("_id", names)));
    }

    /** Stores definitions: a declared one replaces any other, an inferred one is held only where there is none. */
    void write(Collection<AttributeDefinition> given) {
        KeyedWrites.upsert(
                definitions,
                given.stream().map(MongoAttributeDefinitions::write).toList());
    }

    private static WriteModel<Document> write(AttributeDefinition definition) {
        Bson key = Filters.eq(definition.name());
        Document document = document(definition);
        if (definition.isDeclared()) {
            return new ReplaceOneModel<>(key, document, new ReplaceOptions().upsert(true));
        }
        document.remove("_id");
        return new UpdateOneModel<>(key, Updates.setOnInsert(document), new UpdateOptions().upsert(true));
    }

    @Override
    public void declare(AttributeDefinition declared) {
        definitions.replaceOne(Filters.eq(declared.name()), document(declared), new ReplaceOptions().upsert(true));
    }

    @Override
    public boolean remove(String name) {
        return definitions.deleteOne(Filters.eq(name)).getDeletedCount() == 1;
    }

    static Document document(AttributeDefinition definition) {
        Document document = new Document("_id", definition.name())
                .append("type", definition.type().code())
                .append("declared", definition.isDeclared())
                .append("empty", definition.empty());
        DocumentFields.put(document, "label", definition.label());
        DocumentFields.put(document, "format", definition.format());
        return document;
    }

    private static List<AttributeDefinition> read(FindIterable<Document> documents) {
        return documents.map(MongoAttributeDefinitions::read).into(new ArrayList<>());
    }

    static AttributeDefinition read(Document document) {
        return new AttributeDefinition(
                document.getString("_id"),
                AttributeType.ofCode(document.getString("type")).orElseThrow(),
                document.getBoolean("declared"),
                document.getString("label"),
                document.getString("format"),
                document.getList("empty", String.class));
    }
}
