package io.minicrm.mongodb;

import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.store.AudienceContract;
import io.minicrm.store.Store;

final class MongoAudienceIT extends AudienceContract {

    private static final Store STORE = TestMongoStore.onNewDatabase();

    @Override
    protected Audience audience() {
        return STORE.audience();
    }

    @Override
    protected Leads leads() {
        return STORE.leads();
    }
}
