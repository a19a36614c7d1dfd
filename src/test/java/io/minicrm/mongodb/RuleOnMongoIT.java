package io.minicrm.mongodb;

import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.store.RuleContract;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** A rule means the same in memory and in MongoDB. */
final class RuleOnMongoIT extends RuleContract {

    private static final Store STORE = TestMongoStore.onNewDatabase();

    @Override
    protected List<Set<Integer>> picked(List<Lead> leads, List<Rule> rules) {
        STORE.leads()
                .list(null, null, Integer.MAX_VALUE)
                .forEach(lead -> STORE.leads().delete(lead.id()));
        STORE.leads().upsert(leads);
        var picked = new TreeMap<String, Set<Integer>>();
        leads.forEach(lead -> picked.put(lead.id(), new LinkedHashSet<>()));
        for (int i = 0; i < rules.size(); i++) {
            int rule = i;
            STORE.audience()
                    .read(
                            rules.get(i),
                            NOW,
                            ids -> ids.forEach(id -> picked.get(id).add(rule)));
        }
        return List.copyOf(picked.values());
    }

    @Override
    protected boolean isOrdered(String text) {
        return TestMongo.isReal() || TestMongo.isOrderedByTheStandIn(text);
    }

    /** The stand-in takes numbers for doubles when it asks whether they are equal (not when it asks which is greater). */
    @Override
    protected boolean isExact(BigDecimal number) {
        return TestMongo.isReal() || !sharesItsDouble(number);
    }
}
