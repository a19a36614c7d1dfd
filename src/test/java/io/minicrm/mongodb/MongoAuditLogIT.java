package io.minicrm.mongodb;

import io.minicrm.store.AuditLogContract;
import io.minicrm.store.Store;

final class MongoAuditLogIT extends AuditLogContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
