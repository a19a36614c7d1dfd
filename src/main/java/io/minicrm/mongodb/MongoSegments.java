package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import io.minicrm.stored.SegmentFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Segments in the collection {@code segments}, their rules as JSON text. */
final class MongoSegments implements Segments {

    static final String COLLECTION = "segments";

    static final DocumentMapping<Segment> MAPPING =
            new DocumentMapping<>(SegmentFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private static final CollectionShape SHAPE = MAPPING.shape(COLLECTION).closed();

    private final MongoCollection<Document> segments;

    MongoSegments(MongoDatabase database) {
        segments = database.getCollection(SHAPE.name());
    }

    static void prepare(MongoDatabase database) {
        SHAPE.prepare(database);
    }

    @Override
    public void save(Segment segment) {
        List<Bson> updates = DocumentFields.set(MAPPING.of(segment, Set.of("id", "created_at")));
        updates.add(Updates.setOnInsert("created_at", segment.createdAt()));
        KeyedWrites.upsert(
                segments,
                List.of(new UpdateOneModel<>(
                        Filters.eq(segment.id()), Updates.combine(updates), new UpdateOptions().upsert(true))));
    }

    @Override
    public Optional<Segment> find(String id) {
        return Optional.ofNullable(segments.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public boolean delete(String id) {
        return segments.deleteOne(Filters.eq(id)).getDeletedCount() > 0;
    }

    @Override
    public List<Segment> list(@Nullable String afterId, int limit) {
        // Every id is greater than the empty text.
        return segments.find(Filters.gt("_id", afterId == null ? "" : afterId))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .batchSize(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    @Override
    public long count() {
        return segments.countDocuments();
    }
}
