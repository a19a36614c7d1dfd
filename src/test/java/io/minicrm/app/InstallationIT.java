package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Updates;
import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.embedded.TestServers;
import io.minicrm.store.Store;
import io.minicrm.store.StoreTooNewException;
import io.minicrm.store.TestMongo;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A process that would work with the wrong topics or the wrong database does not start. */
class InstallationIT {

    @TempDir
    private Path folder;

    @Test
    void aProcessWhoseDatabaseIsNotThatOfTheTopicsDoesNotStart() throws Exception {
        try (var server = new ServerUnderTest(folder, Map.of())) {
            String ours = server.store().installationId();
            server.join(Set.of(ProcessRole.STATS), Map.of()).close();
            for (String other : new String[] {postgres(), TestMongo.newDatabaseUrl()}) {
                String theirs = idOf(other);

                assertThatThrownBy(() -> server.join(Set.of(ProcessRole.STATS), Map.of("DATABASE_URL", other)))
                        .isInstanceOf(StartException.class)
                        .hasMessage(
                                "The topics at %s belong to installation %s, the database is installation %s. Set KAFKA_BROKERS and DATABASE_URL to one installation; if the database is right and the other installation no longer runs, delete the topic campaign.installation.",
                                server.brokers(), ours, theirs);
                assertThat(idOf(other)).as("it never changes").isEqualTo(theirs).isNotEqualTo(ours);
            }
            try (Admin admin = Admin.create(server.kafkaClient(Map.of()))) {
                admin.deleteTopics(Set.of("campaign.installation")).all().get(30, TimeUnit.SECONDS);
            }
            String next = TestMongo.newDatabaseUrl();
            server.join(Set.of(ProcessRole.STATS), Map.of("DATABASE_URL", next)).close();
            assertThatThrownBy(() -> server.join(Set.of(ProcessRole.STATS), Map.of()))
                    .hasMessageContaining(
                            "belong to installation %s, the database is installation %s", idOf(next), ours);
        }
    }

    @Test
    void aPostgresDatabaseOfANewerVersionIsNotOpened() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            String url = url(database);
            idOf(url);
            JdbcClient.create(database).sql("""
                            INSERT INTO flyway_schema_history
                                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                            VALUES (1000, '9000.1', 'of the future', 'SQL', 'V9000.1__of_the_future.sql', 1, 'someone', 1, true)
                            """).update();

            assertThatThrownBy(() -> idOf(url))
                    .isInstanceOf(StoreTooNewException.class)
                    .hasMessageStartingWith(
                            "The database at %s has schema version 9000.1, and this version of mini-crm knows versions up to ",
                            database.getJdbcUrl())
                    .hasMessageEndingWith(
                            ". Start the newer mini-crm, or restore a backup from before its first start.");
        }
    }

    @Test
    void aMongoDatabaseOfANewerVersionIsNotOpened() {
        String url = TestMongo.newDatabaseUrl();
        idOf(url);
        ConnectionString address = new ConnectionString(url);
        try (var client = MongoClients.create(address)) {
            client.getDatabase(Objects.requireNonNull(address.getDatabase()))
                    .getCollection("installation")
                    .updateOne(new Document(), Updates.set("schema_version", 9_000));
        }

        assertThatThrownBy(() -> idOf(url))
                .isInstanceOf(StoreTooNewException.class)
                .hasMessageContaining("has schema version 9000, and this version of mini-crm knows versions up to 1.");
    }

    private static String idOf(String url) {
        try (Store store = StoreBackend.open(url, ZoneOffset.UTC)) {
            return store.installationId();
        }
    }

    private static String postgres() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            return url(database);
        }
    }

    private static String url(HikariDataSource database) {
        return "postgresql://%s:%s@%s"
                .formatted(
                        database.getUsername(),
                        database.getPassword(),
                        database.getJdbcUrl().replace("jdbc:postgresql://", ""));
    }
}
