package io.minicrm.postgres;

import io.minicrm.store.CampaignSeriesContract;
import io.minicrm.store.Store;

final class PostgresCampaignSeriesIT extends CampaignSeriesContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
