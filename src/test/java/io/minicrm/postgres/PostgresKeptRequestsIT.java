package io.minicrm.postgres;

import io.minicrm.store.KeptRequestsContract;
import io.minicrm.store.Store;

final class PostgresKeptRequestsIT extends KeptRequestsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
