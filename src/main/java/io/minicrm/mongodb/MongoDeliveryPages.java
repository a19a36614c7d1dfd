package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a campaign's messages of the delivery log by a filter. A lead and a chunk, which is a range of leads, are found
 * by the key. Status and reason have no index. Instead, {@link TalliedChunks} says which chunks can have messages of a
 * status; the other chunks are not read.
 */
final class MongoDeliveryPages {

    private static final String COUNT = "count";

    private final MongoCollection<Document> progress;
    private final MongoCollection<Document> deliveries;
    private final TalliedChunks tallied;

    MongoDeliveryPages(MongoDatabase database) {
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.tallied = new TalliedChunks(database);
    }

    List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        return StoppableReads.read(() -> page(campaignId, filter, afterLeadId, limit));
    }

    private List<Delivery> page(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        List<Delivery> page = new ArrayList<>();
        for (Bson range : ranges(campaignId, filter, afterLeadId)) {
            List<Bson> conditions = new ArrayList<>(List.of(range));
            if (afterLeadId != null) {
                conditions.add(DeliveryKey.after(campaignId, afterLeadId));
            }
            conditions.addAll(matches(filter));
            deliveries
                    .find(Filters.and(conditions))
                    .sort(Sorts.ascending("_id"))
                    .limit(limit - page.size())
                    .map(DeliveryDocument::read)
                    .into(page);
            if (page.size() >= limit) {
                break;
            }
        }
        return page;
    }

    Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        return StoppableReads.read(() -> counted(campaignId, filter, maxExamined));
    }

    private Count counted(String campaignId, DeliveryFilter filter, int maxExamined) {
        if (filter.isAboutStatusesOnly()) {
            ObjectId plan = tallied.plan(campaignId);
            Count counted = plan == null ? new Count(0, true) : tallied.count(campaignId, plan, filter);
            if (counted.isComplete()) {
                return counted;
            }
        }
        long matching = 0;
        int left = maxExamined;
        for (Bson range : ranges(campaignId, filter, null)) {
            // One message more than may be looked at shows whether there are more.
            long examined = deliveries.countDocuments(range, new CountOptions().limit(left + 1));
            matching += left == 0 ? 0 : matching(range, filter, left);
            if (examined > left) {
                return new Count(matching, false);
            }
            left -= (int) examined;
        }
        return new Count(matching, true);
    }

    private long matching(Bson range, DeliveryFilter filter, int maxExamined) {
        List<Bson> stages = new ArrayList<>(List.of(
                Aggregates.match(range), Aggregates.sort(Sorts.ascending("_id")), Aggregates.limit(maxExamined)));
        matches(filter).forEach(condition -> stages.add(Aggregates.match(condition)));
        stages.add(Aggregates.count(COUNT));
        Document counted = deliveries.aggregate(stages).first();
        return counted == null ? 0 : DocumentFields.whole(counted, COUNT);
    }

    /** The parts of the log that may contain wanted messages, in order of lead id. */
    private Iterable<Bson> ranges(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId) {
        Bson ofLead = filter.leadId() == null
                ? DeliveryKey.allOf(campaignId)
                : Filters.eq("_id", DeliveryKey.id(campaignId, filter.leadId()));
        Integer index = filter.chunkIndex();
        if (index == null && (filter.statuses().isEmpty() || filter.leadId() != null)) {
            return List.of(ofLead);
        }
        ObjectId plan = tallied.plan(campaignId);
        if (plan == null) {
            return List.of();
        }
        if (index == null) {
            Iterable<List<Document>> batches = tallied.with(filter.statuses(), campaignId, plan, afterLeadId);
            return () -> StreamSupport.stream(batches.spliterator(), false)
                    .map(LeadRange::filter)
                    .iterator();
        }
        Document chunk =
                progress.find(Filters.eq(new ChunkKey(plan, index).id())).first();
        return chunk == null ? List.of() : List.of(Filters.and(ofLead, LeadRange.filter(List.of(chunk))));
    }

    private static List<Bson> matches(DeliveryFilter filter) {
        List<Bson> conditions = new ArrayList<>();
        if (!filter.statuses().isEmpty()) {
            conditions.add(Filters.in(
                    "status",
                    filter.statuses().stream().map(DeliveryStatus::storedCode).toList()));
        }
        if (filter.error() != null) {
            conditions.add(Filters.in("error", filter.storedErrors()));
        }
        return conditions;
    }
}
