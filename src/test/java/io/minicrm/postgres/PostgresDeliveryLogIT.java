package io.minicrm.postgres;

import io.minicrm.store.DeliveryLogContract;
import io.minicrm.store.Store;

final class PostgresDeliveryLogIT extends DeliveryLogContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
