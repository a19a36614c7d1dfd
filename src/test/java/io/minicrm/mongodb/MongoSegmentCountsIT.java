package io.minicrm.mongodb;

import io.minicrm.store.SegmentCountsContract;
import io.minicrm.store.Store;

final class MongoSegmentCountsIT extends SegmentCountsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
