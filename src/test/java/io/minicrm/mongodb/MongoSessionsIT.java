package io.minicrm.mongodb;

import io.minicrm.store.SessionsContract;
import io.minicrm.store.Store;

final class MongoSessionsIT extends SessionsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
