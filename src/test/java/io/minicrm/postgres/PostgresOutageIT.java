package io.minicrm.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.OutageContract;
import io.minicrm.store.Store;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

final class PostgresOutageIT extends OutageContract {

    @Override
    protected InetSocketAddress server() {
        URI url = URI.create(TestServers.postgres().jdbcUrl().substring("jdbc:".length()));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort());
    }

    @Override
    protected Store open(int port) {
        var database = (HikariDataSource) TestServers.newDatabase();
        String url = database.getJdbcUrl().replaceFirst(":[0-9]+/", ":" + port + "/");
        url += (url.contains("?") ? "&" : "?") + "socketTimeout=10";
        return PostgresStore.open(url, database.getUsername(), database.getPassword());
    }
}
