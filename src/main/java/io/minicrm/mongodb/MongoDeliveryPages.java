package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a campaign's messages of the delivery log by a filter. A lead and a chunk, which is a range of leads, are found
 * by the key. Status and reason have no index: the messages are looked at one by one.
 */
final class MongoDeliveryPages {

    private static final String COUNT = "count";

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;

    MongoDeliveryPages(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
    }

    List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        Bson range = range(campaignId, filter);
        if (range == null) {
            return List.of();
        }
        List<Bson> conditions = new ArrayList<>(List.of(range));
        if (afterLeadId != null) {
            conditions.add(DeliveryKey.after(campaignId, afterLeadId));
        }
        conditions.addAll(matches(filter));
        return deliveries
                .find(Filters.and(conditions))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(DeliveryDocument::read)
                .into(new ArrayList<>());
    }

    Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        Bson range = range(campaignId, filter);
        if (range == null) {
            return new Count(0, true);
        }
        List<Bson> stages = new ArrayList<>(List.of(
                Aggregates.match(range), Aggregates.sort(Sorts.ascending("_id")), Aggregates.limit(maxExamined)));
        matches(filter).forEach(condition -> stages.add(Aggregates.match(condition)));
        stages.add(Aggregates.count(COUNT));
        Document counted = deliveries.aggregate(stages).first();
        boolean isComplete = deliveries
                        .find(range)
                        .sort(Sorts.ascending("_id"))
                        .projection(Projections.include("_id"))
                        .skip(maxExamined)
                        .first()
                == null;
        return new Count(counted == null ? 0 : DocumentFields.whole(counted, COUNT), isComplete);
    }

    /** The messages of the wanted lead and chunk; null if the campaign has no such chunk. */
    private @Nullable Bson range(String campaignId, DeliveryFilter filter) {
        Bson ofLead = filter.leadId() == null
                ? DeliveryKey.allOf(campaignId)
                : Filters.eq("_id", DeliveryKey.id(campaignId, filter.leadId()));
        Integer index = filter.chunkIndex();
        if (index == null) {
            return ofLead;
        }
        Document campaign = campaigns
                .find(Filters.eq(campaignId))
                .projection(Projections.include("plan"))
                .first();
        ObjectId plan = campaign == null ? null : campaign.getObjectId("plan");
        Document chunk = plan == null
                ? null
                : progress.find(Filters.eq(new ChunkKey(plan, index).id())).first();
        return chunk == null ? null : Filters.and(ofLead, LeadRange.filter(List.of(chunk)));
    }

    private static List<Bson> matches(DeliveryFilter filter) {
        List<Bson> conditions = new ArrayList<>();
        DeliveryStatus status = filter.status();
        if (status != null) {
            conditions.add(Filters.eq("status", status.storedCode()));
        }
        if (filter.error() != null) {
            conditions.add(Filters.in("error", filter.storedErrors()));
        }
        return conditions;
    }
}
