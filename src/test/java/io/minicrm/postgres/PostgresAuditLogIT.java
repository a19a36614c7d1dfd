package io.minicrm.postgres;

import io.minicrm.store.AuditLogContract;
import io.minicrm.store.Store;

final class PostgresAuditLogIT extends AuditLogContract {

    @Override
    protected Store store() {
        return TestPostgresStore.STORE;
    }
}
