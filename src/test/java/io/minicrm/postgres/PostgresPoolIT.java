package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.StoreUnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that goes silent must not block a worker permanently. */
final class PostgresPoolIT {

    private static Duration limitOf(String url) throws SQLException {
        EmbeddedPostgres server = TestServers.postgres();
        try (HikariDataSource pool = new HikariDataSource(PostgresStore.pool(url, server.user(), server.password()));
                Connection connection = pool.getConnection()) {
            return Duration.ofMillis(connection.getNetworkTimeout());
        }
    }

    @Test
    void everyConnectionHasATimeLimit() throws SQLException {
        assertThat(limitOf(TestServers.postgres().jdbcUrl())).isEqualTo(Duration.ofSeconds(60));
    }

    /** The limit is between 10 s, in which a log-in has to end, and 60, for which a connection may be silent later. */
    @Test
    @Timeout(40)
    void aServerThatAcceptsConnectionsAndSaysNothingIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(silent.getLocalPort());

            assertThatExceptionOfType(StoreUnreachableException.class)
                    .isThrownBy(() -> PostgresStore.open(url, "somebody", "secret"))
                    .withMessageContaining(url);
        }
    }

    @Test
    void theUrlMayHaveAnother() throws SQLException {
        String url = TestServers.postgres().jdbcUrl();
        String option = (url.contains("?") ? "&" : "?") + "socketTimeout=7";

        assertThat(limitOf(url + option)).isEqualTo(Duration.ofSeconds(7));
    }
}
