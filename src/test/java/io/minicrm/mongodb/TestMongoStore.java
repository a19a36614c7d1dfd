package io.minicrm.mongodb;

import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;

/** Stores on databases of their own. */
final class TestMongoStore {

    /** The one that tests share which keep apart by the ids that they use. */
    static final Store STORE = onNewDatabase();

    private TestMongoStore() {}

    /** A store on an empty database; its connections end with the JVM. */
    static MongoStore onNewDatabase() {
        return MongoStore.open(TestMongo.newDatabaseUrl());
    }
}
