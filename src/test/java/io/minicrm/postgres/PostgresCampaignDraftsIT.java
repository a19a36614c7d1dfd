package io.minicrm.postgres;

import io.minicrm.store.CampaignDraftsContract;
import io.minicrm.store.Store;

final class PostgresCampaignDraftsIT extends CampaignDraftsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
