package io.minicrm.postgres;

import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.Store;

/** The store on the shared embedded PostgreSQL, one for the JVM. */
final class TestPostgresStore {

    static final Store STORE = open();

    private TestPostgresStore() {}

    private static Store open() {
        EmbeddedPostgres server = TestServers.postgres();
        return PostgresStore.open(server.jdbcUrl(), server.user(), server.password());
    }
}
