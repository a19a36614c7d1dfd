package io.minicrm.mongodb;

import io.minicrm.store.DeliveryReceiptsContract;
import io.minicrm.store.Store;

final class MongoDeliveryReceiptsIT extends DeliveryReceiptsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
