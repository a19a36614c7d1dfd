package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Tallies;
import io.minicrm.mongodb.MongoTouches.Touch;
import io.minicrm.mongodb.MongoTouches.Touched;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What the tallies of chunks say of their campaigns: the numbers, and whether they are complete. */
final class MongoTallies implements Tallies {

    /** The fields of a tally, as {@code chunk_progress} holds them; {@code sent} counts those delivered and bounced too. */
    static final List<String> TALLY =
            Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::code).toList();

    private static final Document SETTLED =
            new Document("$add", List.of(orZero("$sent"), orZero("$failed"), orZero("$skipped"), orZero("$unknown")));

    private static final Document PUBLISHED =
            new Document("$cond", List.of(new Document("$gt", Arrays.asList("$published_at", null)), "$leads", 0));

    private static final Duration SOON = Duration.ofMinutes(1);

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoTouches touches;
    private final MongoCounts counts;
    private final MongoDeadLetters deadLetters;

    MongoTallies(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.touches = new MongoTouches(database);
        this.counts = new MongoCounts(database);
        this.deadLetters = new MongoDeadLetters(database);
    }

    /** Touches go last: whatever breaks off before that is done again. */
    @Override
    public int recount(int limit, Instant now) {
        List<Touch> taken = touches.oldest(limit);
        if (taken.isEmpty()) {
            return 0;
        }
        Set<String> campaignIds = new LinkedHashSet<>();
        taken.forEach(touch -> campaignIds.add(touch.chunk().campaignId()));
        Map<String, ObjectId> plans = plans(campaignIds);
        Map<Touched, ChunkKey> keys = new HashMap<>();
        for (Touch touch : taken) {
            ObjectId plan = plans.get(touch.chunk().campaignId());
            if (plan != null) {
                keys.put(touch.chunk(), new ChunkKey(plan, touch.chunk().index()));
            }
        }
        Set<ChunkKey> overtaken = counts.count(Set.copyOf(keys.values()));
        if (settle(plans, now, true)) {
            // The tallies may have fallen between their sum and the end of the campaign.
            settle(plans, now, false);
        }
        touches.delete(taken.stream()
                .filter(touch -> !overtaken.contains(keys.get(touch.chunk())))
                .toList());
        return taken.size();
    }

    @Override
    public void touch(String campaignId) {
        touches.addAll(List.of(campaignId));
    }

    @Override
    public void touchUnfinished() {
        touches.addAll(campaigns
                .find(new Document("finished_at", null))
                .projection(new Document("_id", 1))
                .map(campaign -> campaign.getString("_id"))
                .into(new ArrayList<>()));
    }

    private Map<String, ObjectId> plans(Collection<String> campaignIds) {
        Map<String, ObjectId> plans = new HashMap<>();
        campaigns
                .find(new Document("_id", new Document("$in", List.copyOf(campaignIds)))
                        .append("plan", new Document("$ne", null)))
                .projection(new Document("plan", 1))
                .forEach(campaign -> plans.put(campaign.getString("_id"), campaign.getObjectId("plan")));
        return plans;
    }

    /**
     * Finishes campaigns whose tallies say that all is settled, and runs those again that were taken for finished. The campaign is read before
     * its sum, and is moved only as it was read: so nothing that happens in between is undone by a sum that knows nothing of it.
     *
     * @return true when one was finished
     */
    private boolean settle(Map<String, ObjectId> plans, Instant now, boolean mayFinish) {
        List<Document> standing = campaigns
                .find(new Document("_id", new Document("$in", List.copyOf(plans.keySet()))))
                .projection(new Document("audience", 1)
                        .append("finished_at", 1)
                        .append("reopens", 1)
                        .append("reopening_until", 1))
                .into(new ArrayList<>());
        Map<String, Long> settled = settled(plans);
        List<WriteModel<Document>> moves = new ArrayList<>();
        boolean finishes = false;
        for (Document campaign : standing) {
            boolean all =
                    settled.getOrDefault(campaign.getString("_id"), 0L) >= DocumentFields.whole(campaign, "audience");
            boolean finished = campaign.getDate("finished_at") != null;
            if (all && !finished && mayFinish && !isReopening(campaign, now)) {
                finishes = true;
                move(moves, campaign, "completed", now);
            } else if (finished && !all) {
                move(moves, campaign, "running", null);
            }
        }
        if (!moves.isEmpty()) {
            campaigns.bulkWrite(moves);
        }
        return finishes;
    }

    private static boolean isReopening(Document campaign, Instant now) {
        Instant until = DocumentFields.instantOrNull(campaign, "reopening_until");
        return until != null && until.isAfter(now);
    }

    /** Two writes of which one applies: what is cancelled stays so, and only its time changes. */
    private static void move(
            List<WriteModel<Document>> moves, Document campaign, String status, @Nullable Instant finishedAt) {
        Document asRead = new Document("_id", campaign.getString("_id"))
                .append("finished_at", campaign.getDate("finished_at"))
                .append("reopens", campaign.getInteger("reopens"));
        Document set = new Document();
        Document unset = new Document();
        DocumentFields.setOrUnset(set, unset, "finished_at", finishedAt);
        moves.add(new UpdateOneModel<>(
                new Document(asRead).append("status", "cancelled"), DocumentFields.update(set, unset)));
        moves.add(new UpdateOneModel<>(
                new Document(asRead).append("status", new Document("$ne", "cancelled")),
                DocumentFields.update(new Document(set).append("status", status), unset)));
    }

    private Map<String, Long> settled(Map<String, ObjectId> plans) {
        Map<String, Long> settled = new HashMap<>();
        progress.aggregate(List.of(
                        chunksOf(plans),
                        new Document(
                                "$group",
                                new Document("_id", "$campaign").append("settled", new Document("$sum", SETTLED)))))
                .forEach(sum -> settled.put(sum.getString("_id"), DocumentFields.whole(sum, "settled")));
        return settled;
    }

    private static Document chunksOf(Map<String, ObjectId> plans) {
        return new Document(
                "$match",
                new Document("campaign", new Document("$in", List.copyOf(plans.keySet())))
                        .append("plan", new Document("$in", List.copyOf(plans.values()))));
    }

    private static Document orZero(String field) {
        return new Document("$ifNull", List.of(field, 0));
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        Map<String, Long> audiences = new HashMap<>();
        Map<String, ObjectId> plans = new HashMap<>();
        campaigns
                .find(new Document("_id", new Document("$in", List.copyOf(campaignIds))))
                .projection(new Document("audience", 1).append("plan", 1))
                .forEach(campaign -> {
                    audiences.put(campaign.getString("_id"), DocumentFields.whole(campaign, "audience"));
                    ObjectId plan = campaign.getObjectId("plan");
                    if (plan != null) {
                        plans.put(campaign.getString("_id"), plan);
                    }
                });
        Document sums = new Document("_id", "$campaign").append("published", new Document("$sum", PUBLISHED));
        TALLY.forEach(field -> sums.append(field, new Document("$sum", "$" + field)));
        sums.append("deferred", new Document("$sum", deferred(Instant.now().plus(SOON))));
        Map<String, Document> tallies = new HashMap<>();
        progress.aggregate(List.of(chunksOf(plans), new Document("$group", sums)))
                .forEach(sum -> tallies.put(sum.getString("_id"), sum));
        Map<String, Long> letters = deadLetters.count(audiences.keySet());
        return audiences.entrySet().stream()
                .map(campaign -> stats(
                        campaign.getKey(),
                        campaign.getValue(),
                        tallies.getOrDefault(campaign.getKey(), new Document()),
                        letters.getOrDefault(campaign.getKey(), 0L)))
                .toList();
    }

    /** An expression: the retrying messages of a chunk of which nothing is due before then. */
    private static Document deferred(Instant then) {
        Document isLater = new Document("$gt", Arrays.asList("$next_attempt_at", then));
        return new Document("$cond", Arrays.asList(isLater, orZero("$retrying"), 0));
    }

    private static CampaignStats stats(String campaignId, long audience, Document sum, long deadLetters) {
        return new CampaignStats(
                campaignId,
                audience,
                DocumentFields.whole(sum, "published"),
                DocumentFields.whole(sum, "sending"),
                DocumentFields.whole(sum, "postponed"),
                DocumentFields.whole(sum, "retrying"),
                DocumentFields.whole(sum, "deferred"),
                DocumentFields.whole(sum, "sent"),
                DocumentFields.whole(sum, "delivered"),
                DocumentFields.whole(sum, "bounced"),
                DocumentFields.whole(sum, "failed"),
                DocumentFields.whole(sum, "skipped"),
                DocumentFields.whole(sum, "unknown"),
                deadLetters);
    }
}
