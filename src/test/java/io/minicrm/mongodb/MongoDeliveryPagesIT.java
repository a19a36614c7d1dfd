package io.minicrm.mongodb;

import io.minicrm.store.DeliveryPagesContract;
import io.minicrm.store.Store;

final class MongoDeliveryPagesIT extends DeliveryPagesContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
