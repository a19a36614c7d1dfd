package io.minicrm.mongodb;

import io.minicrm.store.ConsentsContract;
import io.minicrm.store.Store;

final class MongoConsentsIT extends ConsentsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
