package io.minicrm.postgres;

import io.minicrm.store.ImportJobsContract;
import io.minicrm.store.Store;

final class PostgresImportJobsIT extends ImportJobsContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
