package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.minicrm.app.Settings;
import io.minicrm.app.StoreSession;
import io.minicrm.console.Json;
import io.minicrm.embedded.TestServers;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.store.StoredThings;
import io.minicrm.store.TestMongo;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredLead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands export and import as processes, which are killed while they run. */
class StoreTransferIT {

    private static final int LEADS = 60_000;

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    private Launched launch(String database, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return Launched.start(folder, Map.of("DATABASE_URL", database), command);
    }

    private Ended run(String database, String... arguments) throws IOException, InterruptedException {
        try (Launched process = launch(database, arguments)) {
            int exitCode = process.exitCode();
            return new Ended(exitCode, String.join("\n", process.out()), String.join("\n", process.err()));
        }
    }

    private static String postgres() {
        try (HikariDataSource database = (HikariDataSource) TestServers.newDatabase()) {
            return "postgresql://%s:%s@%s"
                    .formatted(
                            database.getUsername(),
                            database.getPassword(),
                            database.getJdbcUrl().replace("jdbc:postgresql://", ""));
        }
    }

    private static void fill(String database, int leads) {
        try (StoreSession store = StoreSession.open(Settings.from(Map.of("DATABASE_URL", database)))) {
            for (Kind kind : Kind.values()) {
                store.archive().write(kind, StoredThings.of(kind));
            }
            for (int from = 0; from < leads; from += 5_000) {
                store.archive()
                        .write(
                                Kind.LEADS,
                                IntStream.range(from, from + 5_000)
                                        .<Entry>mapToObj(StoreTransferIT::lead)
                                        .toList());
            }
            store.archive().release(List.of("campaign-a", StoredThings.RUNNING, "campaign-c"));
        }
    }

    private static StoredLead lead(int number) {
        return new StoredLead(new Lead(
                "lead-%06d".formatted(number),
                "Lead " + number,
                "lead%d@example.com".formatted(number),
                null,
                false,
                Attributes.of(Map.of("n", number)),
                StoredThings.NOON));
    }

    @Test
    void aKilledTransferResumesAndLosesNothing() throws IOException, InterruptedException {
        String from = postgres();
        fill(from, LEADS);
        Path file = folder.resolve("crm.ndjson");

        try (Launched export = launch(from, "export", file.toString())) {
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Files.exists(file) && Files.size(file) > 100_000);
            export.kill();
        }
        String to = TestMongo.newDatabaseUrl();
        Ended early = run(to, "import", file.toString());
        assertThat(early.exitCode()).isEqualTo(2);
        assertThat(early.err()).contains("is missing the end line");
        Ended exported = run(from, "export", file.toString());
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("leads         60,008  60,008").contains("agree");

        try (Launched importing = launch(to, "import", file.toString())) {
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Files.exists(folder.resolve("crm.ndjson.progress")));
            importing.kill();
        }
        Ended imported = run(to, "import", file.toString(), "--json");

        assertThat(imported.exitCode()).as(imported.err()).isZero();
        JsonNode answer = Json.read(imported.out());
        assertThat(answer.path("in_store").path("leads").asInt()).isEqualTo(60_008);
        assertThat(answer.path("in_store")).isEqualTo(answer.path("in_file"));
        assertThat(answer.path("store").asString()).doesNotContain("@").startsWith("mongodb://");
        Path again = folder.resolve("again");
        assertThat(run(to, "export", again.toString()).exitCode()).isZero();
        List<String> lines = Files.readAllLines(again);
        assertThat(lines.subList(1, lines.size()))
                .isEqualTo(Files.readAllLines(file).subList(1, lines.size()));
    }

    @Test
    void obstaclesAreReportedInOneLine() throws IOException, InterruptedException {
        String database = postgres();
        fill(database, 0);
        Path file = folder.resolve("all");
        Ended complete = run(database, "export", file.toString());
        assertThat(complete.exitCode()).as(complete.err()).isZero();

        Ended twice = run(database, "export", file.toString());
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err().lines().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .contains("is complete")
                .contains("--force");
        assertThat(run(database, "export", file.toString(), "--force").exitCode())
                .isZero();

        Ended home = run(database, "import", file.toString());
        assertThat(home.exitCode()).isEqualTo(2);
        assertThat(home.err()).contains("has 3 campaigns").contains("empty database");

        Ended nowhere = run(database, "import", folder.resolve("nowhere").toString());
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("nowhere does not exist");
    }

    @Test
    void aStoreWithARunningServerIsRefused() throws IOException, InterruptedException {
        String database = postgres();
        fill(database, 0);
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://" + database.substring(database.indexOf('@') + 1));
            pool.setUsername(TestServers.postgres().user());
            pool.setPassword(TestServers.postgres().password());
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(
                        "UPDATE campaigns SET lease_owner = 'publisher-1', lease_until = now() + interval '1 hour'"
                                + " WHERE finished_at IS NULL");
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }

        Ended refused = run(database, "export", folder.resolve("all").toString());
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err())
                .contains("A server is running")
                .contains("publisher-1")
                .contains("--force");
        assertThat(Files.exists(folder.resolve("all"))).isFalse();
        assertThat(run(database, "export", folder.resolve("all").toString(), "--force")
                        .exitCode())
                .isZero();
    }
}
