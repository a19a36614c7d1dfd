package io.minicrm.postgres;

import io.minicrm.store.Store;
import io.minicrm.store.UsersContract;

final class PostgresUsersIT extends UsersContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
