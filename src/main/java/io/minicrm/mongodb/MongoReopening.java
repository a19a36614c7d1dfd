package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Opens settled messages again. These are many documents, and for a while the tallies say that all is settled: so the
 * campaign is marked first, and a marked campaign is not finished. If this process dies halfway, the campaign is
 * unfinished, is recounted every minute like any other, and the mark ends by itself.
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
        List<Integer> codes = statuses.stream().map(DeliveryStatus::storedCode).toList();
        Bson settled = FlatFilters.allOf(DeliveryKey.allOf(campaignId), Filters.in("status", codes));
        List<Integer> chunks = chunksOf(settled);
        if (chunks.isEmpty()) {
            return 0;
        }
        Instant until = now.plus(LONGEST);
        Document campaign = mark(campaignId, until);
        if (campaign == null) {
            return 0;
        }
        if (statuses.contains(DeliveryStatus.UNKNOWN)) {
            rememberUnknown(campaignId);
        }
        long opened = open(settled, now);
        // All chunks: a message may have settled after the chunks were looked for.
        touches.addAll(List.of(campaignId));
        ObjectId plan = campaign.getObjectId("plan");
        if (plan != null) {
            count(plan, chunks);
        }
        campaigns.updateOne(
                FlatFilters.allOf(Filters.eq(campaignId), Filters.eq("reopening_until", until)),
                Updates.unset("reopening_until"));
        return opened;
    }

    /** Marks the campaign and runs it again if it was completed; null if it is cancelled. */
    private @Nullable Document mark(String campaignId, Instant until) {
        Document campaign = campaigns.findOneAndUpdate(
                FlatFilters.allOf(Filters.eq(campaignId), Filters.ne("status", "cancelled")),
                Updates.combine(Updates.inc("reopens", 1), Updates.max("reopening_until", until)));
        if (campaign != null) {
            campaigns.updateOne(
                    FlatFilters.allOf(Filters.eq(campaignId), Filters.eq("status", "completed")),
                    Updates.combine(Updates.set("status", "running"), Updates.unset("finished_at")));
        }
        return campaign;
    }

    private void count(ObjectId plan, List<Integer> chunks) {
        for (int from = 0; from < chunks.size(); from += CHUNKS_IN_ONE_COUNT) {
            List<Integer> some = chunks.subList(from, Math.min(chunks.size(), from + CHUNKS_IN_ONE_COUNT));
            counts.count(some.stream().map(index -> new ChunkKey(plan, index)).toList());
        }
    }

    private List<Integer> chunksOf(Bson settled) {
        return deliveries
                .aggregate(List.of(Aggregates.match(settled), Aggregates.group(Expressions.field("chunk"))))
                .map(group -> group.getInteger("_id"))
                .into(new ArrayList<>());
    }

    /** Unknown messages may have been sent, also those that were written before the field existed. */
    private void rememberUnknown(String campaignId) {
        deliveries.updateMany(
                FlatFilters.allOf(
                        DeliveryKey.allOf(campaignId), Filters.eq("status", DeliveryStatus.UNKNOWN.storedCode())),
                Updates.set("maybe_sent", true));
    }

    /** The round goes up, so that a late receipt of the old one cannot close the message again. */
    private long open(Bson settled, Instant now) {
        return deliveries
                .updateMany(
                        settled,
                        Updates.combine(
                                Updates.set("status", DeliveryDocument.RETRYING),
                                Updates.set("failures", 0),
                                Updates.set("next_attempt_at", now),
                                Updates.set("updated_at", now),
                                Updates.inc(DeliveryDocument.ROUND, 1)))
                .getModifiedCount();
    }
}
