package io.minicrm.postgres;

import io.minicrm.store.DeliverySurveysContract;
import io.minicrm.store.Store;

final class PostgresDeliverySurveysIT extends DeliverySurveysContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
