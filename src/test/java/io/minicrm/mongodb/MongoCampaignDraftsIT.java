package io.minicrm.mongodb;

import io.minicrm.store.CampaignDraftsContract;
import io.minicrm.store.Store;

final class MongoCampaignDraftsIT extends CampaignDraftsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
