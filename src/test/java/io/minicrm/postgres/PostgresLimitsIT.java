package io.minicrm.postgres;

import io.minicrm.store.LimitsContract;
import io.minicrm.store.Store;

final class PostgresLimitsIT extends LimitsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
