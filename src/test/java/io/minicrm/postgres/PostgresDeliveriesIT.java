package io.minicrm.postgres;

import io.minicrm.store.DeliveriesContract;
import io.minicrm.store.Store;

final class PostgresDeliveriesIT extends DeliveriesContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
