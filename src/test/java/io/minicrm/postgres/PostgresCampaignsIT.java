package io.minicrm.postgres;

import io.minicrm.store.CampaignsContract;
import io.minicrm.store.Store;

final class PostgresCampaignsIT extends CampaignsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
