package io.minicrm.mongodb;

import io.minicrm.store.CampaignSeriesContract;
import io.minicrm.store.Store;

final class MongoCampaignSeriesIT extends CampaignSeriesContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
