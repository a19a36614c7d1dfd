package io.minicrm.postgres;

import io.minicrm.store.ConditionalWritesContract;
import io.minicrm.store.Store;

final class PostgresConditionalWritesIT extends ConditionalWritesContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
