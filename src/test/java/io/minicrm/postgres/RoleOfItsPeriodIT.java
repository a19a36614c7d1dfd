package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Roles can take turns, as docs/security.md says: tables stay with the role that nobody logs in with. */
class RoleOfItsPeriodIT {

    @Test
    void aSecondRoleTakesOverWithoutAStopAndTheFirstCanBeDropped() throws Exception {
        EmbeddedPostgres server = TestServers.postgres();
        String url = server.jdbcUrl().replaceFirst("/[^/]*$", "/turns");
        try (Connection superuser = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE ROLE turns LOGIN PASSWORD 'a'");
            statement.execute("CREATE DATABASE turns OWNER turns");
            try (var first = PostgresStore.open(url, "turns", "a")) {
                create(statement, "turns_1");
                try (var second = PostgresStore.open(url, "turns_1", "b")) {
                    assertThat(first.segments().list(null, 1)).isEmpty();
                    assertThat(second.segments().list(null, 1)).isEmpty();
                }
            }
            statement.execute("ALTER ROLE turns NOLOGIN");
            create(statement, "turns_2");
            try (var third = PostgresStore.open(url, "turns_2", "b");
                    Connection connection = DriverManager.getConnection(url, "turns_2", "b")) {
                statement.execute("DROP ROLE turns_1");
                connection.createStatement().execute("CREATE TABLE later (id int); ALTER TABLE leads ADD COLUMN x int");
                assertThat(third.segments().list(null, 1)).isEmpty();
            }
        }
    }

    private static void create(Statement statement, String role) throws Exception {
        statement.execute("CREATE ROLE %s LOGIN PASSWORD 'b' IN ROLE turns".formatted(role));
        statement.execute("ALTER ROLE %s SET role = turns".formatted(role));
    }
}
