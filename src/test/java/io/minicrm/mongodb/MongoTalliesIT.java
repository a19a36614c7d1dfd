package io.minicrm.mongodb;

import io.minicrm.store.Store;
import io.minicrm.store.TalliesContract;

final class MongoTalliesIT extends TalliesContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
