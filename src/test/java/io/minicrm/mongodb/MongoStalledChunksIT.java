package io.minicrm.mongodb;

import io.minicrm.store.StalledChunksContract;
import io.minicrm.store.Store;

final class MongoStalledChunksIT extends StalledChunksContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
