package io.minicrm.mongodb;

import io.minicrm.lead.Leads;
import io.minicrm.store.ImportContract;

final class MongoImportIT extends ImportContract {

    private static final Leads LEADS = TestMongoStore.onNewDatabase().leads();

    @Override
    protected Leads leads() {
        return LEADS;
    }
}
