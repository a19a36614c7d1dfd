package io.minicrm.postgres;

import io.minicrm.store.DeliveryPagesContract;
import io.minicrm.store.Store;

final class PostgresDeliveryPagesIT extends DeliveryPagesContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
