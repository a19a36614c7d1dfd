package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.problem.Precondition;
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

    private static final List<String> COMPARED = List.of("name", "rule", "created_at", "updated_at");

    private final MongoCollection<Document> segments;
    private final MongoCollection<Document> counts;

    MongoSegments(MongoDatabase database) {
        segments = database.getCollection(SHAPE.name());
        counts = database.getCollection(MongoSegmentCounts.COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        SHAPE.prepare(database);
    }

    @Override
    public Optional<Segment> save(Segment segment, Precondition<Segment> precondition) {
        while (true) {
            Document read = segments.find(Filters.eq(segment.id())).first();
            Segment stored = read == null ? null : MAPPING.read(read);
            precondition.check(stored);
            boolean isWritten = read == null
                    ? KeyedWrites.insert(segments, List.of(MAPPING.of(segment))).isEmpty()
                    : segments.updateOne(
                                            Unchanged.since(read, COMPARED),
                                            Updates.combine(DocumentFields.set(
                                                    MAPPING.of(segment, Set.of("id", "created_at")))))
                                    .getMatchedCount()
                            == 1;
            if (isWritten) {
                return Optional.ofNullable(stored);
            }
        }
    }

    @Override
    public Optional<Segment> find(String id) {
        return Optional.ofNullable(segments.find(Filters.eq(id)).first()).map(MAPPING::read);
    }

    @Override
    public boolean delete(String id, Precondition<Segment> precondition) {
        while (true) {
            Document read = segments.find(Filters.eq(id)).first();
            if (read == null) {
                return false;
            }
            precondition.check(MAPPING.read(read));
            if (segments.deleteOne(Unchanged.since(read, COMPARED)).getDeletedCount() == 1) {
                counts.deleteOne(Filters.eq(id));
                return true;
            }
        }
    }

    @Override
    public List<Segment> list(@Nullable String text, @Nullable String afterId, int limit) {
        // Every id is greater than the empty text.
        Bson rest = Filters.gt("_id", afterId == null ? "" : afterId);
        return segments.find(text == null ? rest : FlatFilters.allOf(rest, contains(RegexText.quoted(text))))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .batchSize(limit)
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    private static Bson contains(String pattern) {
        return Filters.or(Filters.regex("_id", pattern, "i"), Filters.regex("name", pattern, "i"));
    }

    @Override
    public long count() {
        return segments.countDocuments();
    }
}
