package io.minicrm.mongodb;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadsContract;

final class MongoLeadsIT extends LeadsContract {

    private static final Leads LEADS = TestMongoStore.onNewDatabase().leads();

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
