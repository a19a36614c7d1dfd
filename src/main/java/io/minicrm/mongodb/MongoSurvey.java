package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Facet;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Summaries of a campaign's messages: of the chunks that are under way, or of all in one pass. */
final class MongoSurvey {

    private static final String MESSAGES = "messages";
    private static final String NEXT = "next_attempt_at";

    private static final Facet CLAIMS =
            new Facet("claims", Aggregates.group(null, Accumulators.sum("claimed", Expressions.field("claimed"))));

    private final MongoCollection<Document> deliveries;
    private final TalliedChunks tallied;

    MongoSurvey(MongoDatabase database) {
        this.deliveries = database.getCollection(DeliveryDocument.COLLECTION);
        this.tallied = new TalliedChunks(database);
    }

    Unsettled unsettled(String campaignId) {
        UnderWay found = new UnderWay();
        for (List<Document> chunks : tallied.underWay(campaignId)) {
            chunks.forEach(found::addTally);
            Bson messages = LeadRange.filter(chunks);
            deliveries
                    .aggregate(List.of(
                            Aggregates.match(messages),
                            Aggregates.group(
                                    Expressions.field("status"),
                                    Accumulators.sum(MESSAGES, 1),
                                    Accumulators.min(NEXT, Expressions.field(NEXT)))))
                    .forEach(found::addStatus);
            deliveries
                    .aggregate(List.of(
                            Aggregates.match(Filters.and(messages, Filters.eq("status", DeliveryDocument.POSTPONED))),
                            Aggregates.group(Expressions.field("error"), Accumulators.sum(MESSAGES, 1))))
                    .forEach(found::addPostponed);
        }
        return found.unsettled();
    }

    Survey of(String campaignId, Instant since, int maxReasons) {
        Document found = Objects.requireNonNull(deliveries
                .aggregate(List.of(
                        Aggregates.match(DeliveryKey.allOf(campaignId)),
                        byStatusAndError(since),
                        Aggregates.facet(CLAIMS, reasons(maxReasons))))
                .first());
        long claimed = found.getList("claims", Document.class).stream()
                .mapToLong(sum -> DocumentFields.whole(sum, "claimed"))
                .sum();
        List<Reason> reasons = found.getList("reasons", Document.class).stream()
                .limit(maxReasons)
                .map(MongoSurvey::reason)
                .toList();
        return new Survey(claimed, reasons);
    }

    private static Bson byStatusAndError(Instant since) {
        Bson isClaimed = Expressions.gte(Expressions.field("claimed_at"), since);
        return Aggregates.group(
                Projections.fields(
                        Projections.computed("status", Expressions.field("status")),
                        Projections.computed("error", Expressions.field("error"))),
                Accumulators.sum(MESSAGES, 1),
                Accumulators.sum("claimed", Expressions.cond(isClaimed, 1, 0)));
    }

    /** The server refuses a limit of 0. */
    private static Facet reasons(int maxReasons) {
        return new Facet(
                "reasons",
                Aggregates.match(Filters.ne("_id.error", null)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(MESSAGES), Sorts.ascending("_id"))),
                Aggregates.limit(Math.max(1, maxReasons)));
    }

    private static Reason reason(Document group) {
        Document key = group.get("_id", Document.class);
        return new Reason(
                DeliveryStatus.ofStoredCode(key.getInteger("status")),
                key.getString("error"),
                DocumentFields.whole(group, MESSAGES));
    }

    /** Sums over batches of chunks. */
    private static final class UnderWay {

        private final Map<String, Long> postponed = new HashMap<>();
        private long uncounted;
        private @Nullable Instant nextAttemptAt;

        void addTally(Document chunk) {
            uncounted -= TalliedChunks.settled(chunk);
        }

        void addStatus(Document group) {
            DeliveryStatus status = DeliveryStatus.ofStoredCode(group.getInteger("_id"));
            if (status.isSettled()) {
                uncounted += DocumentFields.whole(group, MESSAGES);
            }
            Instant next = status.isWaiting() ? DocumentFields.instantOrNull(group, NEXT) : null;
            if (next != null && (nextAttemptAt == null || next.isBefore(nextAttemptAt))) {
                nextAttemptAt = next;
            }
        }

        void addPostponed(Document group) {
            String error = group.getString("_id");
            if (error != null) {
                postponed.merge(error, DocumentFields.whole(group, MESSAGES), Long::sum);
            }
        }

        Unsettled unsettled() {
            return new Unsettled(
                    uncounted,
                    nextAttemptAt,
                    postponed.entrySet().stream()
                            .map(each -> new Reason(DeliveryStatus.POSTPONED, each.getKey(), each.getValue()))
                            .sorted(Comparator.comparingLong(Reason::count).reversed())
                            .toList());
        }
    }
}
