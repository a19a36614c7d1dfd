package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Counts chunks from their messages and stores the tallies on {@code chunk_progress}. A count is stored only where no other was stored since
 * this one began, so an older count never overwrites a newer one.
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
     * @return those that another process counted at the same time: its count may be older than what this one was called for
     */
    Set<ChunkKey> count(Collection<ChunkKey> keys) {
        List<Document> chunks = progress.find(new Document(
                        "_id",
                        new Document("$in", keys.stream().map(ChunkKey::id).toList())))
                .projection(new Document("campaign", 1)
                        .append("plan", 1)
                        .append("index", 1)
                        .append("first_lead", 1)
                        .append("last_lead", 1)
                        .append("counted_by", 1))
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
        deliveries
                .aggregate(List.of(
                        new Document("$match", LeadRange.filter(chunks)),
                        new Document(
                                "$group",
                                new Document(
                                                "_id",
                                                new Document("place", place(ranges, 0, ranges.size()))
                                                        .append("status", "$status"))
                                        .append("messages", new Document("$sum", 1))
                                        .append("next_attempt_at", new Document("$min", "$next_attempt_at")))))
                .forEach(group -> {
                    Document key = group.get("_id", Document.class);
                    int place = key.getInteger("place");
                    if (place != BETWEEN_CHUNKS) {
                        tallies[place].add(key.getInteger("status"), group);
                    }
                });
        return tallies;
    }

    /** An expression: the place of the chunk that a message belongs to, by its key; found in so many steps as the chunks can be halved. */
    private static Document place(List<LeadRange> ranges, int from, int to) {
        if (to - from == 1) {
            return choice("$lte", ranges.get(from).last(), from, BETWEEN_CHUNKS);
        }
        int middle = (from + to) / 2;
        return choice("$lt", ranges.get(middle).first(), place(ranges, from, middle), place(ranges, middle, to));
    }

    private static Document choice(String comparison, String key, Object then, Object otherwise) {
        Document condition = new Document(comparison, List.of("$_id", new Document("$literal", key)));
        return new Document("$cond", List.of(condition, then, otherwise));
    }

    private Set<ChunkKey> store(List<Document> chunks, Tally[] tallies) {
        ObjectId count = new ObjectId();
        List<WriteModel<Document>> writes = new ArrayList<>(tallies.length);
        for (int i = 0; i < tallies.length; i++) {
            Document chunk = chunks.get(i);
            writes.add(new UpdateOneModel<>(
                    new Document("_id", chunk.getString("_id")).append("counted_by", chunk.getObjectId("counted_by")),
                    tallies[i].update(count)));
        }
        if (progress.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount() == tallies.length) {
            return Set.of();
        }
        Set<ChunkKey> overtaken = new HashSet<>();
        progress.find(new Document(
                                "_id",
                                new Document(
                                        "$in",
                                        chunks.stream()
                                                .map(chunk -> chunk.getString("_id"))
                                                .toList()))
                        .append("counted_by", new Document("$ne", count)))
                .projection(new Document("plan", 1).append("index", 1))
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

        Document update(ObjectId count) {
            Document set = new Document("counted_by", count);
            long sent = 0;
            for (DeliveryStatus status : DeliveryStatus.values()) {
                long ofStatus = messages.getOrDefault(status, 0L);
                set.append(status.code(), ofStatus);
                sent += status.isSent() ? ofStatus : 0;
            }
            set.append(DeliveryStatus.SENT.code(), sent);
            Document unset = new Document();
            DocumentFields.setOrUnset(set, unset, "next_attempt_at", nextAttemptAt);
            return DocumentFields.update(set, unset);
        }
    }
}
