package io.minicrm.postgres;

import io.minicrm.store.PlansContract;
import io.minicrm.store.Store;

final class PostgresPlansIT extends PlansContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
