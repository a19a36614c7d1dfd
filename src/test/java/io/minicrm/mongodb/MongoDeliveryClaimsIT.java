package io.minicrm.mongodb;

import io.minicrm.store.DeliveryClaimsContract;
import io.minicrm.store.Store;

final class MongoDeliveryClaimsIT extends DeliveryClaimsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
