package io.minicrm.postgres;

import io.minicrm.store.DeliveryReceiptsContract;
import io.minicrm.store.Store;

final class PostgresDeliveryReceiptsIT extends DeliveryReceiptsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
