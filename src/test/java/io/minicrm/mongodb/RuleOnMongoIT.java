package io.minicrm.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.store.RuleContract;
import io.minicrm.store.TestMongo;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;

/** A rule means the same in memory and in MongoDB. */
final class RuleOnMongoIT extends RuleContract {

    private static final MongoDatabase DATABASE = newDatabase();
    private static final MongoAudience AUDIENCE = new MongoAudience(DATABASE, new Replication(), Map::of);

    private static MongoDatabase newDatabase() {
        String url = TestMongo.newDatabaseUrl();
        return MongoClients.create(url).getDatabase(Objects.requireNonNull(new ConnectionString(url).getDatabase()));
    }

    @Override
    protected List<Set<Integer>> picked(List<Lead> leads, List<Rule> rules, ZonedDateTime now) {
        DATABASE.getCollection(LeadDocument.COLLECTION).deleteMany(new Document());
        new MongoLeads(DATABASE, now.getZone()).upsert(leads);
        var picked = new TreeMap<String, Set<Integer>>();
        leads.forEach(lead -> picked.put(lead.id(), new LinkedHashSet<>()));
        for (int i = 0; i < rules.size(); i++) {
            int rule = i;
            AUDIENCE.read(
                    rules.get(i), now, ids -> ids.forEach(id -> picked.get(id).add(rule)));
        }
        return List.copyOf(picked.values());
    }

    @Override
    protected boolean isOrdered(String text) {
        return TestMongo.isReal() || TestMongo.isOrderedByTheStandIn(text);
    }

    /** The stand-in compares numbers as doubles for equality, but not for order. */
    @Override
    protected boolean isExact(BigDecimal number) {
        return TestMongo.isReal() || !sharesItsDouble(number);
    }
}
