package io.minicrm.mongodb;

import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.store.AttributeDefinitionsContract;
import io.minicrm.store.Store;

final class MongoAttributeDefinitionsIT extends AttributeDefinitionsContract {

    private static final Store STORE = TestMongoStore.onNewDatabase();

    @Override
    protected AttributeDefinitions definitions() {
        return STORE.attributes();
    }
}
