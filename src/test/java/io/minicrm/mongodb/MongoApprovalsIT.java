package io.minicrm.mongodb;

import io.minicrm.store.ApprovalsContract;
import io.minicrm.store.Store;

final class MongoApprovalsIT extends ApprovalsContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
