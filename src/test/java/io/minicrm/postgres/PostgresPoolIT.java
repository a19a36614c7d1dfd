package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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

    @Test
    void theUrlMayHaveAnother() throws SQLException {
        String url = TestServers.postgres().jdbcUrl();
        String option = (url.contains("?") ? "&" : "?") + "socketTimeout=7";

        assertThat(limitOf(url + option)).isEqualTo(Duration.ofSeconds(7));
    }
}
