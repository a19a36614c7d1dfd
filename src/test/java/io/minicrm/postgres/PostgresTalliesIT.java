package io.minicrm.postgres;

import io.minicrm.store.Store;
import io.minicrm.store.TalliesContract;

final class PostgresTalliesIT extends TalliesContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
