package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Opens settled messages again. That is many documents, and the tallies say for a while that all is settled: so the campaign is marked first,
 * and a marked campaign is not finished. If this process dies halfway, the campaign is unfinished, is recounted whole every minute like
 * any other, and the mark ends by itself.
 */
final class MongoReopening {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** A count names the range of keys of each chunk, and a request has at most 16 MiB. */
    private static final int CHUNKS_IN_ONE_COUNT = 1_000;

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> deliveries;
    private final MongoTouches touches;
    private final MongoCounts counts;

    MongoReopening(MongoDatabase database, MongoTouches touches, MongoCounts counts) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.touches = touches;
        this.counts = counts;
    }

    long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        Document settled = new Document("_id", DeliveryKey.allOf(campaignId))
                .append(
                        "status",
                        new Document(
                                "$in",
                                statuses.stream()
                                        .map(DeliveryStatus::storedCode)
                                        .toList()));
        List<Integer> chunks = chunksOf(settled);
        if (chunks.isEmpty()) {
            return 0;
        }
        Instant until = now.plus(LONGEST);
        Document campaign = campaigns.findOneAndUpdate(
                new Document("_id", campaignId).append("status", new Document("$ne", "cancelled")),
                new Document("$inc", new Document("reopens", 1))
                        .append("$max", new Document("reopening_until", until)));
        if (campaign == null) {
            return 0;
        }
        campaigns.updateOne(
                new Document("_id", campaignId).append("status", "completed"),
                new Document("$set", new Document("status", "running"))
                        .append("$unset", new Document("finished_at", "")));
        long opened = open(settled, now);
        // All chunks: a message may have settled after the chunks were looked for.
        touches.addAll(List.of(campaignId));
        ObjectId plan = campaign.getObjectId("plan");
        if (plan != null) {
            for (int from = 0; from < chunks.size(); from += CHUNKS_IN_ONE_COUNT) {
                List<Integer> some = chunks.subList(from, Math.min(chunks.size(), from + CHUNKS_IN_ONE_COUNT));
                counts.count(
                        some.stream().map(index -> new ChunkKey(plan, index)).toList());
            }
        }
        campaigns.updateOne(
                new Document("_id", campaignId).append("reopening_until", until),
                new Document("$unset", new Document("reopening_until", "")));
        return opened;
    }

    private List<Integer> chunksOf(Document settled) {
        return deliveries
                .aggregate(
                        List.of(new Document("$match", settled), new Document("$group", new Document("_id", "$chunk"))))
                .map(group -> group.getInteger("_id"))
                .into(new ArrayList<>());
    }

    /** The round goes up, so that a late receipt of the old one cannot close the message again. */
    private long open(Document settled, Instant now) {
        return deliveries
                .updateMany(
                        settled,
                        new Document(
                                        "$set",
                                        new Document("status", DeliveryDocument.RETRYING)
                                                .append("failures", 0)
                                                .append("next_attempt_at", now)
                                                .append("updated_at", now))
                                .append("$inc", new Document(DeliveryDocument.ROUND, 1)))
                .getModifiedCount();
    }
}
