package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.minicrm.campaign.Campaigns;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.LimitUses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.bson.Document;

/** What senders report of their limits, in the collection {@code limit_uses}: one document for each sender. */
final class MongoLimitUses implements LimitUses {

    private static final String COLLECTION = "limit_uses";
    private static final String REPORTED_AT = "reported_at";
    private static final String USES = "uses";

    private final MongoCollection<Document> reports;

    MongoLimitUses(MongoDatabase database) {
        this.reports = database.getCollection(COLLECTION);
    }

    @Override
    public void report(String sender, List<Use> uses, Instant now) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        writes.add(new ReplaceOneModel<>(
                Filters.eq(sender),
                new Document("_id", sender)
                        .append(REPORTED_AT, now)
                        .append(
                                USES,
                                uses.stream().map(MongoLimitUses::document).toList()),
                new ReplaceOptions().upsert(true)));
        writes.add(new DeleteManyModel<>(Filters.or(
                Filters.lt(REPORTED_AT, now.minus(FORGOTTEN)),
                Filters.gt(REPORTED_AT, now.plus(Campaigns.CLOCKS_DIFFER)))));
        reports.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }

    private static Document document(Use use) {
        return new Document("limit", use.limit().code())
                .append("per_second", use.perSecond())
                .append("held", use.held());
    }

    @Override
    public List<Use> current(Instant now) {
        var sums = new TreeMap<String, Use>();
        reports.find(Filters.and(
                        Filters.gte(REPORTED_AT, now.minus(FRESH)),
                        Filters.lte(REPORTED_AT, now.plus(Campaigns.CLOCKS_DIFFER))))
                .forEach(report -> {
                    for (Document use : report.getList(USES, Document.class)) {
                        sums.merge(use.getString("limit"), read(use), MongoLimitUses::sum);
                    }
                });
        return List.copyOf(sums.values());
    }

    private static Use read(Document use) {
        return new Use(
                LimitKey.ofCode(use.getString("limit")).orElseThrow(),
                use.getDouble("per_second"),
                use.getLong("held"));
    }

    private static Use sum(Use one, Use other) {
        return new Use(one.limit(), one.perSecond() + other.perSecond(), one.held() + other.held());
    }
}
