package io.minicrm.mongodb;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Segments in the collection {@code segments}, their rules as the JSON that people write. */
final class MongoSegments implements Segments {

    static final String COLLECTION = "segments";

    private static final CollectionShape SHAPE = new CollectionShape(COLLECTION, schema(), List.of());

    private final MongoCollection<Document> segments;

    MongoSegments(MongoDatabase database) {
        segments = database.getCollection(SHAPE.name());
    }

    static void prepare(MongoDatabase database) {
        SHAPE.prepare(database);
    }

    private static Document schema() {
        Document text = new Document("bsonType", "string");
        Document date = new Document("bsonType", "date");
        return new Document("bsonType", "object")
                .append("required", List.of("_id", "name", "rule", "created_at", "updated_at"))
                .append("additionalProperties", false)
                .append(
                        "properties",
                        new Document("_id", text)
                                .append("name", text)
                                .append("rule", text)
                                .append("created_at", date)
                                .append("updated_at", date));
    }

    @Override
    public void save(Segment segment) {
        try {
            upsert(segment);
        } catch (MongoWriteException failure) {
            // Made by another process in the same moment: now it is there to be changed.
            if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw failure;
            }
            upsert(segment);
        }
    }

    private void upsert(Segment segment) {
        segments.updateOne(
                new Document("_id", segment.id()),
                new Document(
                                "$set",
                                new Document("name", segment.name())
                                        // A text, so that its numbers keep every digit.
                                        .append("rule", RuleJson.writeText(segment.rule()))
                                        .append("updated_at", Date.from(segment.updatedAt())))
                        .append("$setOnInsert", new Document("created_at", Date.from(segment.createdAt()))),
                new UpdateOptions().upsert(true));
    }

    @Override
    public Optional<Segment> find(String id) {
        return Optional.ofNullable(segments.find(new Document("_id", id)).first())
                .map(MongoSegments::segment);
    }

    @Override
    public boolean delete(String id) {
        return segments.deleteOne(new Document("_id", id)).getDeletedCount() > 0;
    }

    @Override
    public List<Segment> list(@Nullable String afterId, int limit) {
        // Every id comes after the empty text.
        return segments.find(new Document("_id", new Document("$gt", afterId == null ? "" : afterId)))
                .sort(new Document("_id", 1))
                .limit(limit)
                .batchSize(limit)
                .map(MongoSegments::segment)
                .into(new ArrayList<>());
    }

    static Document document(Segment segment) {
        return new Document("_id", segment.id())
                .append("name", segment.name())
                .append("rule", RuleJson.writeText(segment.rule()))
                .append("created_at", Date.from(segment.createdAt()))
                .append("updated_at", Date.from(segment.updatedAt()));
    }

    static Segment segment(Document document) {
        return new Segment(
                document.getString("_id"),
                document.getString("name"),
                RuleJson.read(document.getString("rule")),
                document.getDate("created_at").toInstant(),
                document.getDate("updated_at").toInstant());
    }
}
