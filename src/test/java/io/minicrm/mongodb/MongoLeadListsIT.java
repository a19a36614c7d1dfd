package io.minicrm.mongodb;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadListsContract;
import io.minicrm.store.TestMongo;
import java.util.List;

final class MongoLeadListsIT extends LeadListsContract {

    private static final Leads LEADS = TestMongoStore.onNewDatabase().leads();

    @Override
    protected Leads leads() {
        return LEADS;
    }

    @Override
    protected List<String> idsByCodePoint() {
        return super.idsByCodePoint().stream()
                .filter(id -> TestMongo.isReal() || TestMongo.isOrderedByTheStandIn(id))
                .toList();
    }
}
