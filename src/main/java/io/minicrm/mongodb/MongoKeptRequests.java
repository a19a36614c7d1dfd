package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.minicrm.campaign.Campaigns;
import io.minicrm.idempotency.KeptRequest;
import io.minicrm.idempotency.KeptRequests;
import io.minicrm.stored.KeptRequestFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Requests with idempotency keys in the collection {@code kept_requests}. */
final class MongoKeptRequests implements KeptRequests {

    static final String COLLECTION = "kept_requests";

    private static final String PRINCIPAL = "principal";
    private static final String SEED = "seed";
    private static final String HOLDER = "holder";
    private static final String HELD_UNTIL = "held_until";
    private static final String EXPIRES_AT = "expires_at";
    private static final String FINGERPRINT = "fingerprint";
    private static final String ANSWER = "answer";

    private static final DocumentMapping<KeptRequest> MAPPING =
            new DocumentMapping<>(KeptRequestFields.MAPPING, DocumentMapping.KEYED_BY_ID);

    private final MongoCollection<Document> requests;

    MongoKeptRequests(MongoDatabase database) {
        this.requests = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).prepare(database);
        database.getCollection(COLLECTION)
                .createIndex(Indexes.ascending(EXPIRES_AT), new IndexOptions().name(EXPIRES_AT));
        database.getCollection(COLLECTION)
                .createIndex(Indexes.ascending(PRINCIPAL, EXPIRES_AT), new IndexOptions().name("principal_expires_at"));
    }

    @Override
    public KeptRequest claim(KeptRequest request, Instant now) {
        while (true) {
            if (!KeyedWrites.insert(requests, List.of(MAPPING.of(request))).isEmpty()) {
                takeOver(request, now);
            }
            // Null if another process has deleted it meanwhile.
            Document stored = requests.find(Filters.eq(request.id())).first();
            if (stored != null) {
                return MAPPING.read(stored);
            }
        }
    }

    private void takeOver(KeptRequest request, Instant now) {
        List<Bson> held = List.of(
                Updates.set(HOLDER, request.holder()),
                Updates.set(HELD_UNTIL, request.heldUntil()),
                Updates.unset(FINGERPRINT),
                Updates.unset(ANSWER));
        List<Bson> renewed = new ArrayList<>(held);
        renewed.add(Updates.set(SEED, request.seed()));
        renewed.add(Updates.set(EXPIRES_AT, request.expiresAt()));
        requests.updateOne(
                FlatFilters.allOf(Filters.eq(request.id()), Filters.lte(EXPIRES_AT, now)), Updates.combine(renewed));
        requests.updateOne(
                FlatFilters.allOf(
                        Filters.eq(request.id()),
                        Filters.eq(ANSWER, null),
                        Filters.or(
                                Filters.lte(HELD_UNTIL, now),
                                Filters.gt(HELD_UNTIL, request.heldUntil().plus(Campaigns.CLOCKS_DIFFER)))),
                Updates.combine(held));
    }

    @Override
    public void answer(String id, String holder, String fingerprint, String answer) {
        requests.updateOne(
                FlatFilters.allOf(Filters.eq(id), Filters.eq(HOLDER, holder)),
                Updates.combine(Updates.set(FINGERPRINT, fingerprint), Updates.set(ANSWER, answer)));
    }

    @Override
    public void giveUp(String id, String holder, Instant now) {
        requests.updateOne(held(id, holder), Updates.set(HELD_UNTIL, now));
    }

    @Override
    public void forget(String id, String holder) {
        requests.deleteOne(held(id, holder));
    }

    private static Bson held(String id, String holder) {
        return FlatFilters.allOf(Filters.eq(id), Filters.eq(HOLDER, holder), Filters.eq(ANSWER, null));
    }

    @Override
    public void sweep(Instant now, int most) {
        requests.deleteMany(Filters.lte(EXPIRES_AT, now));
        requests.aggregate(List.of(
                        Aggregates.match(Filters.ne(ANSWER, null)),
                        Aggregates.group(Expressions.field(PRINCIPAL), Accumulators.sum("requests", 1)),
                        Aggregates.match(Filters.gt("requests", most))))
                .forEach(group -> deleteOldest(group.getString("_id"), most));
    }

    private void deleteOldest(String principal, int most) {
        Bson answered = FlatFilters.allOf(Filters.eq(PRINCIPAL, principal), Filters.ne(ANSWER, null));
        List<String> ids = requests.find(answered)
                .sort(Sorts.orderBy(Sorts.descending(EXPIRES_AT), Sorts.ascending("_id")))
                .skip(most)
                .projection(Projections.include("_id"))
                .map(request -> request.getString("_id"))
                .into(new ArrayList<>());
        for (int from = 0; from < ids.size(); from += 1_000) {
            requests.deleteMany(Filters.in("_id", ids.subList(from, Math.min(ids.size(), from + 1_000))));
        }
    }
}
