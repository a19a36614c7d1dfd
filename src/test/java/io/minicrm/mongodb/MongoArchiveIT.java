package io.minicrm.mongodb;

import io.minicrm.store.ArchiveContract;
import io.minicrm.store.Store;

final class MongoArchiveIT extends ArchiveContract {

    @Override
    protected Store emptyStore() {
        return TestMongoStore.onNewDatabase();
    }
}
