package io.minicrm.mongodb;

import io.minicrm.lead.Leads;
import io.minicrm.store.LeadChangesContract;

final class MongoLeadChangesIT extends LeadChangesContract {

    private static final Leads LEADS = TestMongoStore.onNewDatabase().leads();

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
