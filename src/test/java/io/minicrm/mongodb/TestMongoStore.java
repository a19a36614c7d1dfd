package io.minicrm.mongodb;

import io.minicrm.store.TestMongo;

/** Stores on databases of their own. */
final class TestMongoStore {

    private TestMongoStore() {}

    /** A store on an empty database; its connections end with the JVM. */
    static MongoStore onNewDatabase() {
        return MongoStore.open(TestMongo.newDatabaseUrl());
    }
}
