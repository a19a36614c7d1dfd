package io.minicrm.postgres;

import io.minicrm.store.StalledChunksContract;
import io.minicrm.store.Store;

final class PostgresStalledChunksIT extends StalledChunksContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
