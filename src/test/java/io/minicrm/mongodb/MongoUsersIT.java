package io.minicrm.mongodb;

import io.minicrm.store.Store;
import io.minicrm.store.UsersContract;

final class MongoUsersIT extends UsersContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
