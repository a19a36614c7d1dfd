package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BsonField;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
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
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What the tallies of chunks say of their campaigns: the numbers, and whether they are complete. */
final class MongoTallies implements Tallies {

    /**
     * The fields of a tally, as {@code chunk_progress} holds them; {@code sent} counts those delivered and bounced too.
     */
    static final List<String> TALLY =
            Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::code).toList();

    static final Bson SETTLED = Expressions.add(orZero("sent"), orZero("failed"), orZero("skipped"), orZero("unknown"));

    private static final Bson PUBLISHED =
            Expressions.cond(Expressions.gt(Expressions.field("published_at"), null), Expressions.field("leads"), 0);

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

    /** Touches are deleted last: what is interrupted before that is done again. */
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
                .find(Filters.eq("finished_at", null))
                .projection(Projections.include("_id"))
                .map(campaign -> campaign.getString("_id"))
                .into(new ArrayList<>()));
    }

    private Map<String, ObjectId> plans(Collection<String> campaignIds) {
        Map<String, ObjectId> plans = new HashMap<>();
        campaigns
                .find(FlatFilters.allOf(Filters.in("_id", campaignIds), Filters.ne("plan", null)))
                .projection(Projections.include("plan"))
                .forEach(campaign -> plans.put(campaign.getString("_id"), campaign.getObjectId("plan")));
        return plans;
    }

    /**
     * Finishes campaigns whose tallies say that all is settled, and runs those again that were finished too early. The
     * campaign is read before its sum, and is moved only if it has not changed since: so a sum never undoes what
     * happened after it.
     *
     * @return true when one was finished
     */
    private boolean settle(Map<String, ObjectId> plans, Instant now, boolean mayFinish) {
        List<Document> standing = campaigns
                .find(Filters.in("_id", plans.keySet()))
                .projection(Projections.include("audience", "finished_at", "reopens", "reopening_until"))
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
        Bson asRead = FlatFilters.allOf(
                Filters.eq(campaign.getString("_id")),
                Filters.eq("finished_at", campaign.getDate("finished_at")),
                Filters.eq("reopens", campaign.getInteger("reopens")));
        Bson time = DocumentFields.setOrUnset("finished_at", finishedAt);
        moves.add(new UpdateOneModel<>(FlatFilters.allOf(asRead, Filters.eq("status", "cancelled")), time));
        moves.add(new UpdateOneModel<>(
                FlatFilters.allOf(asRead, Filters.ne("status", "cancelled")),
                Updates.combine(time, Updates.set("status", status))));
    }

    private Map<String, Long> settled(Map<String, ObjectId> plans) {
        Map<String, Long> settled = new HashMap<>();
        progress.aggregate(List.of(
                        chunksOf(plans),
                        Aggregates.group(Expressions.field("campaign"), Accumulators.sum("settled", SETTLED))))
                .forEach(sum -> settled.put(sum.getString("_id"), DocumentFields.whole(sum, "settled")));
        return settled;
    }

    private static Bson chunksOf(Map<String, ObjectId> plans) {
        return Aggregates.match(
                FlatFilters.allOf(Filters.in("campaign", plans.keySet()), Filters.in("plan", plans.values())));
    }

    static Bson orZero(String field) {
        return Expressions.ifNull(Expressions.field(field), 0);
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        Map<String, Long> audiences = new HashMap<>();
        Map<String, ObjectId> plans = new HashMap<>();
        campaigns
                .find(Filters.in("_id", campaignIds))
                .projection(Projections.include("audience", "plan"))
                .forEach(campaign -> {
                    audiences.put(campaign.getString("_id"), DocumentFields.whole(campaign, "audience"));
                    ObjectId plan = campaign.getObjectId("plan");
                    if (plan != null) {
                        plans.put(campaign.getString("_id"), plan);
                    }
                });
        List<BsonField> sums = new ArrayList<>();
        sums.add(Accumulators.sum("published", PUBLISHED));
        TALLY.forEach(field -> sums.add(Accumulators.sum(field, Expressions.field(field))));
        sums.add(Accumulators.sum("deferred", deferred(Instant.now().plus(SOON))));
        Map<String, Document> tallies = new HashMap<>();
        progress.aggregate(List.of(chunksOf(plans), Aggregates.group(Expressions.field("campaign"), sums)))
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

    /** An expression: the retrying messages of a chunk if nothing of it is due before then. */
    private static Bson deferred(Instant then) {
        Bson isLater = Expressions.gt(Expressions.field("next_attempt_at"), then);
        return Expressions.cond(isLater, orZero("retrying"), 0);
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
