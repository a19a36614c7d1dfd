package io.minicrm.postgres;

import io.minicrm.store.SessionsContract;
import io.minicrm.store.Store;

final class PostgresSessionsIT extends SessionsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
