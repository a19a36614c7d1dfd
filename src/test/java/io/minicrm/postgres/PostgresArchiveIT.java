package io.minicrm.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.ArchiveContract;
import io.minicrm.store.Store;

final class PostgresArchiveIT extends ArchiveContract {

    @Override
    protected Store emptyStore() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            return PostgresStore.open(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        }
    }
}
