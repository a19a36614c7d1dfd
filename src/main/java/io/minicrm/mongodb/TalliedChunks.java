package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BsonField;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the tallies of chunks say of messages by status. A chunk that was touched since it was counted can have messages
 * of every status. The touches are read first: a chunk that is counted in between has a newer tally then, never an
 * older one.
 */
final class TalliedChunks {

    private static final int CHUNKS_PER_QUERY = 500;
    private static final int NONE = -1;

    /** A claim does not touch a chunk, so tallies do not say how many messages are being sent. */
    private static final Bson IS_UNSETTLED =
            Filters.expr(Expressions.lt(MongoTallies.SETTLED, Expressions.field("leads")));

    private final MongoCollection<Document> campaigns;
    private final MongoCollection<Document> progress;
    private final MongoTouches touches;

    TalliedChunks(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
        this.progress = database.getCollection(MongoPlans.PROGRESS);
        this.touches = new MongoTouches(database);
    }

    /**
     * The number of messages that have one of the statuses of the filter, in its chunk if it names one. Incomplete if
     * chunks have been touched since they were counted, or if wanted messages are on their way.
     */
    Count count(String campaignId, ObjectId plan, DeliveryFilter filter) {
        boolean isTouched = !touches.of(campaignId).isEmpty();
        List<BsonField> sums = new ArrayList<>();
        for (String status : MongoTallies.TALLY) {
            sums.add(Accumulators.sum(status, Expressions.field(status)));
        }
        sums.add(Accumulators.sum("left", Expressions.subtract(Expressions.field("leads"), MongoTallies.SETTLED)));
        Bson chunks = FlatFilters.allOf(Filters.eq("campaign", campaignId), Filters.eq("plan", plan));
        Document sum = progress.aggregate(List.of(
                        Aggregates.match(
                                filter.chunkIndex() == null
                                        ? chunks
                                        : Filters.and(chunks, Filters.eq("index", filter.chunkIndex()))),
                        Aggregates.group(null, sums)))
                .first();
        if (sum == null) {
            return new Count(0, !isTouched);
        }
        long matching =
                filter.statuses().stream().mapToLong(status -> of(status, sum)).sum();
        boolean isSettled = DocumentFields.whole(sum, "left") <= 0;
        return new Count(matching, !isTouched && (isSettled || !filter.wantsUnsettled()));
    }

    /** A tally counts messages that were delivered or bounced as sent, too. */
    private static long of(DeliveryStatus status, Document tally) {
        long counted = DocumentFields.whole(tally, status.code());
        return status == DeliveryStatus.SENT
                ? counted
                        - DocumentFields.whole(tally, DeliveryStatus.DELIVERED.code())
                        - DocumentFields.whole(tally, DeliveryStatus.BOUNCED.code())
                : counted;
    }

    /**
     * The chunks that can have messages of these statuses, in order of lead id. Each batch is read from the database
     * when it is asked for.
     *
     * @param afterLeadId chunks without a lead after this one are left out; null: none are
     */
    Iterable<List<Document>> with(
            Set<DeliveryStatus> statuses, String campaignId, ObjectId plan, @Nullable String afterLeadId) {
        List<Bson> any = new ArrayList<>();
        statuses.forEach(status -> any.add(has(status)));
        return batches(any, campaignId, plan, afterLeadId);
    }

    /** The published chunks that are not settled, and those that have been touched since they were counted. */
    Iterable<List<Document>> underWay(String campaignId) {
        ObjectId plan = plan(campaignId);
        List<Bson> any = new ArrayList<>(List.of(Filters.and(Filters.ne("published_at", null), IS_UNSETTLED)));
        return plan == null ? List.of() : batches(any, campaignId, plan, null);
    }

    private Iterable<List<Document>> batches(
            List<Bson> any, String campaignId, ObjectId plan, @Nullable String afterLeadId) {
        any.add(Filters.in("index", touches.of(campaignId)));
        List<Bson> all =
                new ArrayList<>(List.of(Filters.eq("campaign", campaignId), Filters.eq("plan", plan), Filters.or(any)));
        if (afterLeadId != null) {
            all.add(Filters.gt("last_lead", afterLeadId));
        }
        return () -> new Batches(Filters.and(all));
    }

    /** The plan that counts; null if there is none yet. */
    @Nullable
    ObjectId plan(String campaignId) {
        Document campaign = campaigns
                .find(Filters.eq(campaignId))
                .projection(Projections.include("plan"))
                .first();
        return campaign == null ? null : campaign.getObjectId("plan");
    }

    /** What a chunk's tally counts as settled. */
    static long settled(Document chunk) {
        return Stream.of("sent", "failed", "skipped", "unknown")
                .mapToLong(field -> DocumentFields.whole(chunk, field))
                .sum();
    }

    private static Bson has(DeliveryStatus status) {
        if (!status.isSettled()) {
            return IS_UNSETTLED;
        }
        return status == DeliveryStatus.SENT
                ? Filters.expr(Expressions.gt(
                        MongoTallies.orZero("sent"),
                        Expressions.add(MongoTallies.orZero("delivered"), MongoTallies.orZero("bounced"))))
                : Filters.gt(status.code(), 0);
    }

    private final class Batches implements Iterator<List<Document>> {

        private final Bson chunks;
        private int last = NONE;
        private @Nullable List<Document> read;

        private Batches(Bson chunks) {
            this.chunks = chunks;
        }

        private List<Document> read() {
            if (read == null) {
                read = progress.find(Filters.and(chunks, Filters.gt("index", last)))
                        .sort(Sorts.ascending("index"))
                        .limit(CHUNKS_PER_QUERY)
                        .into(new ArrayList<>());
            }
            return read;
        }

        @Override
        public boolean hasNext() {
            return !read().isEmpty();
        }

        @Override
        public List<Document> next() {
            List<Document> batch = read();
            if (batch.isEmpty()) {
                throw new NoSuchElementException();
            }
            last = batch.getLast().getInteger("index");
            read = batch.size() < CHUNKS_PER_QUERY ? List.of() : null;
            return batch;
        }
    }
}
