package io.minicrm.mongodb;

import io.minicrm.store.DeliveryLogContract;
import io.minicrm.store.Store;

final class MongoDeliveryLogIT extends DeliveryLogContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
