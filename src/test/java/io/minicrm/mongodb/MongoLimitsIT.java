package io.minicrm.mongodb;

import io.minicrm.store.LimitsContract;
import io.minicrm.store.Store;

final class MongoLimitsIT extends LimitsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
