package io.minicrm.store;

import io.minicrm.embedded.TestServers;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Databases as a store finds them. */
public final class TestPostgres {

    private TestPostgres() {}

    /** A fresh database of the shared PostgreSQL with all migrations applied. */
    public static DataSource newDatabase() {
        DataSource database = TestServers.newDatabase();
        Flyway.configure().dataSource(database).load().migrate();
        return database;
    }
}
