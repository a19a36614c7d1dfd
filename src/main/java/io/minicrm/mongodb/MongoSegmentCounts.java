package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounts;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;

/** Counts in the collection {@code segment_counts}; the segment is the key. */
final class MongoSegmentCounts implements SegmentCounts {

    static final String COLLECTION = "segment_counts";

    private static final String VERSION = "segment_updated_at";
    private static final String LEADS = "leads";
    private static final String COUNTED_AT = "counted_at";

    private final MongoCollection<Document> segments;
    private final MongoCollection<Document> counts;

    MongoSegmentCounts(MongoDatabase database) {
        this.segments = database.getCollection(MongoSegments.COLLECTION);
        this.counts = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        CollectionShape.of(COLLECTION, "_id", VERSION, LEADS, COUNTED_AT)
                .with(List.of("_id"), "string")
                .with(List.of(VERSION, COUNTED_AT), "date")
                .with(List.of(LEADS), "int", "long")
                .closed()
                .prepare(database);
    }

    /** A count of a segment that is deleted between the two steps stays, and is replaced or never read. */
    @Override
    public void remember(Segment segment, Counted counted) {
        if (segments.find(Filters.eq(segment.id())).first() == null) {
            return;
        }
        counts.replaceOne(
                Filters.eq(segment.id()),
                new Document("_id", segment.id())
                        .append(VERSION, Date.from(segment.updatedAt()))
                        .append(LEADS, counted.leads())
                        .append(COUNTED_AT, Date.from(counted.countedAt())),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public Map<String, Counted> of(Collection<Segment> asked) {
        Map<String, Instant> versions = asked.stream().collect(Collectors.toMap(Segment::id, Segment::updatedAt));
        var found = new HashMap<String, Counted>();
        counts.find(Filters.in("_id", versions.keySet())).forEach(count -> {
            String id = count.getString("_id");
            if (DocumentFields.instant(count, VERSION).equals(versions.get(id))) {
                found.put(
                        id, new Counted(DocumentFields.whole(count, LEADS), DocumentFields.instant(count, COUNTED_AT)));
            }
        });
        return found;
    }
}
