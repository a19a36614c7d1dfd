package io.minicrm.app;

import static io.minicrm.app.ServerUnderTest.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.embedded.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A database that answers, but refuses what it is asked for. That is no fault of a record, and it passes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreFaultsIT {

    private ServerUnderTest server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(folder, Map.of("RECONCILE_AFTER_MS", "2000"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** As after a fail-over, when connections lead to a standby. */
    @Test
    void aDatabaseThatIsReadOnlyForAWhileIsNotAvailableAndNothingIsLost() throws SQLException {
        server.audience("read-only", 2_000);
        String campaign = server.campaign("read-only", ", \"max_rate\": 200");
        server.awaitSent(campaign, 100);

        readOnly("on");
        try {
            await().atMost(ServerUnderTest.PATIENCE)
                    .untilAsserted(() -> assertThat(status("PUT", "/leads/late", "{\"name\": \"Late\"}"))
                            .isEqualTo(503));
            await().atMost(ServerUnderTest.PATIENCE).until(() -> status("GET", "/campaigns/" + campaign, null) == 200);
            assertThat(status("POST", "/campaigns/" + campaign + "/pause", "{}"))
                    .isEqualTo(503);
        } finally {
            readOnly("off");
        }
        completes(campaign, 2_000);
    }

    /** A statement that fails for a reason of the schema looks like a fault of its record. */
    @Test
    void aTableThatIsMissingForAWhileBuriesNoRecord() {
        server.audience("renamed", 2_000);
        String campaign = server.campaign("renamed", ", \"max_rate\": 200");
        server.awaitSent(campaign, 100);

        server.sql().sql("ALTER TABLE deliveries RENAME TO deliveries_away").update();
        await().atMost(ServerUnderTest.PATIENCE)
                .pollDelay(Duration.ofSeconds(3))
                .until(() -> status("GET", "/campaigns/" + campaign + "/deliveries", null) >= 500);
        server.sql().sql("ALTER TABLE deliveries_away RENAME TO deliveries").update();

        completes(campaign, 2_000);
    }

    /** Connections that were closed may answer a few more requests with 503. */
    private void completes(String campaign, int leads) {
        await().atMost(ServerUnderTest.PATIENCE)
                .until(() -> server.send("GET", "/api/v1/campaigns/" + campaign, null)
                        .body()
                        .contains("\"status\":\"completed\""));
        var stats = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(stats, "sent")).isEqualTo(leads);
        assertThat(count(stats, "dead_letters")).isZero();
    }

    private int status(String method, String path, String json) {
        return server.send(method, "/api/v1" + path, json).statusCode();
    }

    /** For all connections that are opened from now on; the present ones are closed. */
    private void readOnly(String value) throws SQLException {
        String database = server.databaseName();
        EmbeddedPostgres postgres = TestServers.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE %s SET default_transaction_read_only = %s".formatted(database, value));
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'".formatted(database));
        }
    }
}
