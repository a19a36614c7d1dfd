package io.minicrm.postgres;

import io.minicrm.store.ConsentsContract;
import io.minicrm.store.Store;

final class PostgresConsentsIT extends ConsentsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
