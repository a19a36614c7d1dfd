package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Facet;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Looks through a campaign's messages in one pass. */
final class MongoSurvey {

    private static final Facet STATUSES = new Facet(
            "statuses",
            Aggregates.group(
                    Expressions.field("_id.status"),
                    Accumulators.sum("messages", Expressions.field("messages")),
                    Accumulators.sum("claimed", Expressions.field("claimed")),
                    Accumulators.min("next_attempt_at", Expressions.field("next_attempt_at"))));

    private final MongoCollection<Document> deliveries;

    MongoSurvey(MongoCollection<Document> deliveries) {
        this.deliveries = deliveries;
    }

    Survey of(String campaignId, Instant since, int maxReasons) {
        Document found = Objects.requireNonNull(deliveries
                .aggregate(List.of(
                        Aggregates.match(DeliveryKey.allOf(campaignId)),
                        byStatusAndError(since),
                        Aggregates.facet(STATUSES, reasons(maxReasons))))
                .first());
        long settled = 0;
        long claimed = 0;
        Instant nextAttemptAt = null;
        for (Document group : found.getList("statuses", Document.class)) {
            claimed += DocumentFields.whole(group, "claimed");
            DeliveryStatus status = DeliveryStatus.ofStoredCode(group.getInteger("_id"));
            if (status.isSettled()) {
                settled += DocumentFields.whole(group, "messages");
            } else if (status.isWaiting()) {
                Instant next = DocumentFields.instantOrNull(group, "next_attempt_at");
                nextAttemptAt =
                        nextAttemptAt == null || (next != null && next.isBefore(nextAttemptAt)) ? next : nextAttemptAt;
            }
        }
        List<Reason> reasons = found.getList("reasons", Document.class).stream()
                .limit(maxReasons)
                .map(MongoSurvey::reason)
                .toList();
        return new Survey(settled, claimed, nextAttemptAt, reasons);
    }

    private static Bson byStatusAndError(Instant since) {
        Bson isClaimed = Expressions.gte(Expressions.field("claimed_at"), since);
        return Aggregates.group(
                Projections.fields(
                        Projections.computed("status", Expressions.field("status")),
                        Projections.computed("error", Expressions.field("error"))),
                Accumulators.sum("messages", 1),
                Accumulators.sum("claimed", Expressions.cond(isClaimed, 1, 0)),
                Accumulators.min("next_attempt_at", Expressions.field("next_attempt_at")));
    }

    /** The server refuses a limit of 0. */
    private static Facet reasons(int maxReasons) {
        return new Facet(
                "reasons",
                Aggregates.match(Filters.ne("_id.error", null)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending("messages"), Sorts.ascending("_id"))),
                Aggregates.limit(Math.max(1, maxReasons)));
    }

    private static Reason reason(Document group) {
        Document key = group.get("_id", Document.class);
        return new Reason(
                DeliveryStatus.ofStoredCode(key.getInteger("status")),
                key.getString("error"),
                DocumentFields.whole(group, "messages"));
    }
}
