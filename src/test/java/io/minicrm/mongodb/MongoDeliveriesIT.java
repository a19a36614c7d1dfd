package io.minicrm.mongodb;

import io.minicrm.store.DeliveriesContract;
import io.minicrm.store.Store;

final class MongoDeliveriesIT extends DeliveriesContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
