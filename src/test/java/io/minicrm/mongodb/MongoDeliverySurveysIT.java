package io.minicrm.mongodb;

import io.minicrm.store.DeliverySurveysContract;
import io.minicrm.store.Store;

final class MongoDeliverySurveysIT extends DeliverySurveysContract {

    @Override
    protected Store store() {
        return TestMongoStore.STORE;
    }
}
