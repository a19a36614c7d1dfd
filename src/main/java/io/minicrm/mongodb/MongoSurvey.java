package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bson.Document;

/** Looks through a campaign's messages in one pass. */
final class MongoSurvey {

    private static final List<Document> STATUSES = List.of(new Document(
            "$group",
            new Document("_id", "$_id.status")
                    .append("messages", new Document("$sum", "$messages"))
                    .append("claimed", new Document("$sum", "$claimed"))
                    .append("next_attempt_at", new Document("$min", "$next_attempt_at"))));

    private final MongoCollection<Document> deliveries;

    MongoSurvey(MongoCollection<Document> deliveries) {
        this.deliveries = deliveries;
    }

    Survey of(String campaignId, Instant since, int maxReasons) {
        Document found = Objects.requireNonNull(deliveries
                .aggregate(List.of(
                        new Document("$match", new Document("_id", DeliveryKey.allOf(campaignId))),
                        new Document("$group", group(since)),
                        new Document(
                                "$facet", new Document("statuses", STATUSES).append("reasons", reasons(maxReasons)))))
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

    private static Document group(Instant since) {
        Document isClaimed = new Document("$gte", List.of("$claimed_at", since));
        return new Document("_id", new Document("status", "$status").append("error", "$error"))
                .append("messages", new Document("$sum", 1))
                .append("claimed", new Document("$sum", new Document("$cond", List.of(isClaimed, 1, 0))))
                .append("next_attempt_at", new Document("$min", "$next_attempt_at"));
    }

    /** The server refuses a limit of 0. */
    private static List<Document> reasons(int maxReasons) {
        return List.of(
                new Document("$match", new Document("_id.error", new Document("$ne", null))),
                new Document("$sort", new Document("messages", -1).append("_id", 1)),
                new Document("$limit", Math.max(1, maxReasons)));
    }

    private static Reason reason(Document group) {
        Document key = group.get("_id", Document.class);
        return new Reason(
                DeliveryStatus.ofStoredCode(key.getInteger("status")),
                key.getString("error"),
                DocumentFields.whole(group, "messages"));
    }
}
