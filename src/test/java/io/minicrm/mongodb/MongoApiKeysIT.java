package io.minicrm.mongodb;

import io.minicrm.store.ApiKeysContract;
import io.minicrm.store.Store;

final class MongoApiKeysIT extends ApiKeysContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
