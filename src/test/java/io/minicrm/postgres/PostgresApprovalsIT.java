package io.minicrm.postgres;

import io.minicrm.store.ApprovalsContract;
import io.minicrm.store.Store;

final class PostgresApprovalsIT extends ApprovalsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
