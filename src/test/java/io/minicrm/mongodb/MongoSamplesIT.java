package io.minicrm.mongodb;

import io.minicrm.store.SamplesContract;
import io.minicrm.store.Store;

final class MongoSamplesIT extends SamplesContract {

    @Override
    protected Store newStore() {
        return TestMongoStore.onNewDatabase();
    }
}
