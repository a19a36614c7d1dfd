package io.minicrm.mongodb;

import io.minicrm.store.ImportJobsContract;
import io.minicrm.store.Store;

final class MongoImportJobsIT extends ImportJobsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
