package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Counts chunks from their messages and stores the tallies on {@code chunk_progress}. A count is stored only if no
 * other was stored since it began, so an older count never overwrites a newer one.
 */
final class MongoCounts {

    private static final int BETWEEN_CHUNKS = -1;

    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;

    MongoCounts(MongoDatabase database) {
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
    }

    /**
     * Counts chunks.
     *
     * @return those that another process counted at the same time: its count may be older than the change that this
     *     count is for
     */
    Set<ChunkKey> count(Collection<ChunkKey> keys) {
        List<String> ids = keys.stream().map(ChunkKey::id).toList();
        List<Document> chunks = progress.find(Filters.in("_id", ids))
                .projection(Projections.include("campaign", "plan", "index", "first_lead", "last_lead", "counted_by"))
                .into(new ArrayList<>());
        if (chunks.isEmpty()) {
            return Set.of();
        }
        chunks.sort(LeadRange.ORDER);
        return store(chunks, tallies(chunks));
    }

    private Tally[] tallies(List<Document> chunks) {
        Tally[] tallies = new Tally[chunks.size()];
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally();
        }
        List<LeadRange> ranges = chunks.stream().map(LeadRange::of).toList();
        Bson byChunkAndStatus = Projections.fields(
                Projections.computed("place", place(ranges, 0, ranges.size())),
                Projections.computed("status", Expressions.field("status")));
        deliveries
                .aggregate(List.of(
                        Aggregates.match(LeadRange.filter(chunks)),
                        Aggregates.group(
                                byChunkAndStatus,
                                Accumulators.sum("messages", 1),
                                Accumulators.min("next_attempt_at", Expressions.field("next_attempt_at")))))
                .forEach(group -> {
                    Document key = group.get("_id", Document.class);
                    int place = key.getInteger("place");
                    if (place != BETWEEN_CHUNKS) {
                        tallies[place].add(key.getInteger("status"), group);
                    }
                });
        return tallies;
    }

    /** An expression: the place of the chunk that a message belongs to, found by binary search for its key. */
    private static Bson place(List<LeadRange> ranges, int from, int to) {
        String key = Expressions.field("_id");
        if (to - from == 1) {
            Bson last = Expressions.literal(ranges.get(from).last());
            return Expressions.cond(Expressions.lte(key, last), from, BETWEEN_CHUNKS);
        }
        int middle = (from + to) / 2;
        Bson first = Expressions.literal(ranges.get(middle).first());
        return Expressions.cond(Expressions.lt(key, first), place(ranges, from, middle), place(ranges, middle, to));
    }

    private Set<ChunkKey> store(List<Document> chunks, Tally[] tallies) {
        ObjectId count = new ObjectId();
        List<WriteModel<Document>> writes = new ArrayList<>(tallies.length);
        for (int i = 0; i < tallies.length; i++) {
            Document chunk = chunks.get(i);
            writes.add(new UpdateOneModel<>(
                    FlatFilters.allOf(
                            Filters.eq(chunk.getString("_id")),
                            Filters.eq("counted_by", chunk.getObjectId("counted_by"))),
                    tallies[i].update(count)));
        }
        if (progress.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount() == tallies.length) {
            return Set.of();
        }
        Set<ChunkKey> overtaken = new HashSet<>();
        List<String> ids = chunks.stream().map(chunk -> chunk.getString("_id")).toList();
        progress.find(FlatFilters.allOf(Filters.in("_id", ids), Filters.ne("counted_by", count)))
                .projection(Projections.include("plan", "index"))
                .forEach(chunk -> overtaken.add(new ChunkKey(chunk.getObjectId("plan"), chunk.getInteger("index"))));
        return overtaken;
    }

    /** The messages of one chunk by status. */
    private static final class Tally {

        private final Map<DeliveryStatus, Long> messages = new EnumMap<>(DeliveryStatus.class);
        private @Nullable Date nextAttemptAt;

        void add(int storedCode, Document group) {
            DeliveryStatus status = DeliveryStatus.ofStoredCode(storedCode);
            messages.put(status, DocumentFields.whole(group, "messages"));
            Date next = status.isWaiting() ? group.getDate("next_attempt_at") : null;
            if (next != null && (nextAttemptAt == null || next.before(nextAttemptAt))) {
                nextAttemptAt = next;
            }
        }

        Bson update(ObjectId count) {
            List<Bson> updates = new ArrayList<>();
            updates.add(Updates.set("counted_by", count));
            for (DeliveryStatus status : DeliveryStatus.values()) {
                updates.add(Updates.set(status.code(), status == DeliveryStatus.SENT ? sent() : of(status)));
            }
            updates.add(DocumentFields.setOrUnset("next_attempt_at", nextAttemptAt));
            return Updates.combine(updates);
        }

        private long of(DeliveryStatus status) {
            return messages.getOrDefault(status, 0L);
        }

        /** Those delivered and bounced too. */
        private long sent() {
            return Arrays.stream(DeliveryStatus.values())
                    .filter(DeliveryStatus::isSent)
                    .mapToLong(this::of)
                    .sum();
        }
    }
}
