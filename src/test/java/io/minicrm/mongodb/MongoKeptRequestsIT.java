package io.minicrm.mongodb;

import io.minicrm.store.KeptRequestsContract;
import io.minicrm.store.Store;

final class MongoKeptRequestsIT extends KeptRequestsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
