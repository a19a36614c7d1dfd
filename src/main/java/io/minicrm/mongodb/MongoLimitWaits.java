package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.minicrm.delivery.Deliveries.LimitWait;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Counts the messages that wait for limits. The tallies say which chunks have postponed messages; each is a range of
 * the delivery log's key.
 */
final class MongoLimitWaits {

    private static final int CHUNKS_PER_QUERY = 500;

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;

    MongoLimitWaits(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
    }

    List<LimitWait> all() {
        List<LimitWait> waits = new ArrayList<>();
        campaigns
                .find(FlatFilters.allOf(
                        Filters.eq("finished_at", null),
                        Filters.ne("plan", null),
                        Filters.nin("status", "paused", "cancelled")))
                .projection(Projections.include("plan"))
                .forEach(campaign -> of(campaign.getObjectId("plan"))
                        .forEach((limit, messages) ->
                                waits.add(new LimitWait(campaign.getString("_id"), limit, messages))));
        return waits;
    }

    private Map<String, Long> of(ObjectId plan) {
        Map<String, Long> waiting = new HashMap<>();
        List<Document> chunks = progress.find(
                        FlatFilters.allOf(Filters.eq("plan", plan), Filters.gt(DeliveryStatus.POSTPONED.code(), 0)))
                .projection(Projections.include("campaign", "index", "first_lead", "last_lead"))
                .into(new ArrayList<>());
        chunks.sort(LeadRange.ORDER);
        for (int from = 0; from < chunks.size(); from += CHUNKS_PER_QUERY) {
            List<Document> some = chunks.subList(from, Math.min(from + CHUNKS_PER_QUERY, chunks.size()));
            deliveries
                    .aggregate(List.of(
                            Aggregates.match(Filters.and(
                                    LeadRange.filter(some),
                                    Filters.eq("status", DeliveryDocument.POSTPONED),
                                    Filters.ne("held_by", null))),
                            Aggregates.group(Expressions.field("held_by"), Accumulators.sum("messages", 1))))
                    .forEach(group ->
                            waiting.merge(group.getString("_id"), DocumentFields.whole(group, "messages"), Long::sum));
        }
        return waiting;
    }
}
