package io.minicrm.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.PastAttempts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Decides who sends a message. All are inserted, and the unique key decides: what was inserted is granted, in one round
 * trip. Only messages that were there before need more: a conditional update that takes those that wait for a retry,
 * and a read of the result.
 */
final class MongoClaims {

    private static final int ROUNDS = 3;

    private final MongoCollection<Document> deliveries;

    MongoClaims(MongoCollection<Document> deliveries) {
        // What refused ours stands on this primary, though a majority may not have it yet.
        this.deliveries = deliveries.withReadConcern(ReadConcern.LOCAL);
    }

    /**
     * @throws IllegalStateException when messages that were there vanish again and again
     */
    List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        List<Claim> claims =
                new ArrayList<>(Collections.nCopies(requests.size(), new Claim.Granted(PastAttempts.NONE)));
        List<Integer> open = IntStream.range(0, requests.size())
                .boxed()
                .sorted(Comparator.comparing(place -> id(requests.get(place))))
                .toList();
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            open = claim(open, requests, token, now, claims);
        }
        if (!open.isEmpty()) {
            ClaimRequest first = requests.get(open.getFirst());
            throw new IllegalStateException(
                    "%d messages (the first: campaign %s, lead %s) were there and are gone, %d times; claim them again"
                            .formatted(open.size(), first.campaignId(), first.leadId(), ROUNDS));
        }
        return claims;
    }

    /**
     * Claims those at the given places.
     *
     * @return the places of those that were there at the insert and are gone now, because a fail-over rolled another's
     *     claim back. They are claimed again; otherwise their messages would be lost
     */
    private List<Integer> claim(
            List<Integer> places, List<ClaimRequest> all, String token, Instant now, List<Claim> claims) {
        List<ClaimRequest> requests = places.stream().map(all::get).toList();
        List<Integer> present = insert(requests, token, now);
        if (present.isEmpty()) {
            return List.of();
        }
        List<ClaimRequest> there = present.stream().map(requests::get).toList();
        takeRetries(there, token, now);
        Map<String, Document> standing = standing(there);
        List<ClaimRequest> others = there.stream()
                .filter(request -> isOfAnother(request, token, standing.get(id(request))))
                .toList();
        if (!others.isEmpty()) {
            takeOver(others, token);
            standing.putAll(standing(others));
        }
        List<Integer> gone = new ArrayList<>();
        for (int place : present) {
            ClaimRequest request = requests.get(place);
            Document row = standing.get(id(request));
            if (row == null) {
                gone.add(places.get(place));
            } else {
                claims.set(places.get(place), answer(request, token, row));
            }
        }
        return gone;
    }

    /**
     * Inserts in order of the given requests, each independently of the others, and returns the places of those that
     * were there.
     */
    private List<Integer> insert(List<ClaimRequest> requests, String token, Instant now) {
        List<Document> fresh = requests.stream()
                .map(request -> new Document("_id", id(request))
                        .append("chunk", request.chunkIndex())
                        .append("status", DeliveryDocument.SENDING)
                        .append(DeliveryDocument.ROUND, request.round())
                        .append("failures", 0)
                        .append("claim", token)
                        .append("claimed_at", now)
                        .append("updated_at", now))
                .toList();
        return KeyedWrites.insert(deliveries, fresh);
    }

    private void takeRetries(List<ClaimRequest> requests, String token, Instant now) {
        deliveries.bulkWrite(
                requests.stream()
                        .map(request -> new UpdateOneModel<Document>(
                                FlatFilters.allOf(
                                        Filters.eq(id(request)),
                                        Filters.in("status", DeliveryDocument.WAITING),
                                        Filters.lt(DeliveryDocument.ROUND, request.round())),
                                Updates.combine(
                                        Updates.set("status", DeliveryDocument.SENDING),
                                        Updates.set(DeliveryDocument.ROUND, request.round()),
                                        Updates.set("claim", token),
                                        Updates.set("claimed_at", now),
                                        Updates.set("updated_at", now),
                                        Updates.unset("next_attempt_at"),
                                        Updates.unset("error"),
                                        Updates.unset("held_by"))))
                        .toList(),
                new BulkWriteOptions().ordered(false));
    }

    /**
     * Of messages that another sender has claimed: from now on two may send them, so whatever the other one reports,
     * they may have been sent.
     */
    private void takeOver(List<ClaimRequest> requests, String token) {
        deliveries.bulkWrite(
                requests.stream()
                        .map(request -> new UpdateOneModel<Document>(
                                FlatFilters.allOf(
                                        Filters.eq(id(request)),
                                        Filters.eq("status", DeliveryDocument.SENDING),
                                        Filters.eq(DeliveryDocument.ROUND, request.round()),
                                        Filters.ne("claim", token)),
                                Updates.set("maybe_sent", true)))
                        .toList(),
                new BulkWriteOptions().ordered(false));
    }

    private static boolean isOfAnother(ClaimRequest request, String token, @Nullable Document row) {
        return row != null && answer(request, token, row) instanceof Claim.Uncertain;
    }

    private Map<String, Document> standing(List<ClaimRequest> requests) {
        Map<String, Document> standing = HashMap.newHashMap(requests.size());
        List<String> ids = requests.stream().map(MongoClaims::id).toList();
        deliveries
                .find(Filters.in("_id", ids))
                .projection(Projections.include("status", DeliveryDocument.ROUND, "claim", "failures", "maybe_sent"))
                .forEach(row -> standing.put(row.getString("_id"), row));
        return standing;
    }

    private static Claim answer(ClaimRequest request, String token, Document row) {
        if (row.getInteger("status") != DeliveryDocument.SENDING
                || row.getInteger(DeliveryDocument.ROUND) != request.round()) {
            return new Claim.Stale();
        }
        int failures = row.getInteger("failures");
        return token.equals(row.getString("claim"))
                ? new Claim.Granted(new PastAttempts(failures, row.getBoolean("maybe_sent", false)))
                : new Claim.Uncertain(new PastAttempts(failures, true));
    }

    private static String id(ClaimRequest request) {
        return DeliveryKey.id(request.campaignId(), request.leadId());
    }
}
