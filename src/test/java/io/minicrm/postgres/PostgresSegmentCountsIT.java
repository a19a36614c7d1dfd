package io.minicrm.postgres;

import io.minicrm.store.SegmentCountsContract;
import io.minicrm.store.Store;

final class PostgresSegmentCountsIT extends SegmentCountsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
