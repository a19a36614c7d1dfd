package io.minicrm.mongodb;

import io.minicrm.store.CampaignsContract;
import io.minicrm.store.Store;

final class MongoCampaignsIT extends CampaignsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
