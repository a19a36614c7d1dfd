package io.minicrm.mongodb;

import io.minicrm.store.CampaignsContract;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.util.List;

final class MongoCampaignsIT extends CampaignsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }

    @Override
    protected List<String> names() {
        return super.names().stream()
                .filter(name -> TestMongo.isReal() || TestMongo.isOrderedByTheStandIn(name))
                .toList();
    }
}
