package io.minicrm.postgres;

import io.minicrm.store.ApiKeysContract;
import io.minicrm.store.Store;

final class PostgresApiKeysIT extends ApiKeysContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
