package io.minicrm.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.SamplesContract;
import io.minicrm.store.Store;

final class PostgresSamplesIT extends SamplesContract {

    @Override
    protected Store newStore() {
        var database = (HikariDataSource) TestServers.newDatabase();
        return PostgresStore.open(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }
}
