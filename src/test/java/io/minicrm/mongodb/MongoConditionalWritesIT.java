package io.minicrm.mongodb;

import io.minicrm.store.ConditionalWritesContract;
import io.minicrm.store.Store;

final class MongoConditionalWritesIT extends ConditionalWritesContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
