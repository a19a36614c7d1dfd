package io.minicrm.postgres;

import io.minicrm.store.DeliveryClaimsContract;
import io.minicrm.store.Store;

final class PostgresDeliveryClaimsIT extends DeliveryClaimsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
