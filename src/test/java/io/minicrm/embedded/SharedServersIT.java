package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class SharedServersIT {

    @Test
    void eachNewDatabaseIsEmpty() throws SQLException {
        DataSource first = TestServers.newDatabase();
        DataSource second = TestServers.newDatabase();
        try (Connection connection = first.getConnection()) {
            connection.createStatement().execute("CREATE TABLE numbers (n bigint)");
        }

        assertThat(tables(first)).isEqualTo(1);
        assertThat(tables(second)).isZero();
    }

    @Test
    void theBrokerIsSharedByAllTests() throws Exception {
        String bootstrapServers = TestServers.kafka();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
        assertThat(TestServers.kafka()).isEqualTo(bootstrapServers);
    }

    private static int tables(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }
}
