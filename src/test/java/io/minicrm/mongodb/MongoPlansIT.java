package io.minicrm.mongodb;

import io.minicrm.store.PlansContract;
import io.minicrm.store.Store;

final class MongoPlansIT extends PlansContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
