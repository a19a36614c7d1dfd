package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.minicrm.postgres.OwnerRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    /** Created once, because creating a database takes most of the time of such a test. */
    @TempDir
    static Path template;

    @TempDir
    Path parent;

    private Path folder = Path.of("");

    @BeforeAll
    static void makeTemplate() {
        EmbeddedPostgres.start(template).close();
    }

    @BeforeEach
    void copyTemplate() throws Exception {
        folder = parent.toRealPath().resolve("postgres");
        // PostgreSQL refuses the data unless owners and permissions are the same.
        Process copy = new ProcessBuilder("cp", "-a", template.toString(), folder.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    @AfterEach
    void noPostgresIsLeftBehind() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(postgresProcesses()).isEmpty());
    }

    @Test
    void whatWasCommittedSurvivesAStop() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1), (2)");
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(numbers(again)).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    @Test
    void aNewFolderIsFilledAndAnInterruptedFillingIsRepeated() throws Exception {
        Path fresh = parent.resolve("fresh");
        Files.createDirectories(fresh.resolve("data.new/base"));
        Files.createDirectories(fresh.resolve("binaries-new/bin"));

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(fresh)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)");
        }

        try (Stream<Path> names = Files.list(fresh)) {
            assertThat(names.map(name -> name.getFileName().toString()))
                    .contains("data")
                    .noneMatch(name -> name.endsWith("new"));
        }
    }

    @Test
    void everyCommittedRowSurvivesAKillOfTheProcess() throws Exception {
        Set<Long> committed = new HashSet<>();
        try (ChildJvm writer = ChildJvm.start(PostgresWriter.class, folder)) {
            committed.addAll(writer.readNumbers(500));
            committed.addAll(writer.kill());
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(numbers(again)).containsAll(committed);
        }
    }

    @Test
    void postgresStopsByItselfWhenTheProcessIsKilled() throws Exception {
        try (ChildJvm writer = ChildJvm.start(PostgresWriter.class, folder)) {
            writer.readNumbers(10);
            assertThat(postgresProcesses()).isNotEmpty();
            writer.kill();
        }

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(postgresProcesses()).isEmpty());
    }

    @Test
    void aCtrlCInTheTerminalLeavesPostgresRunningUntilTheProcessStopsIt() throws Exception {
        try (ChildJvm writer = ChildJvm.startInAGroupOfItsOwn(PostgresWriter.class, folder)) {
            writer.readNumbers(10);
            writer.interruptGroup();
            writer.awaitEnd();
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(numbers(again)).contains(-1L);
        }
    }

    @Test
    void aPostgresThatAKilledProcessLeftRunningIsStopped() throws Exception {
        Path data = folder.resolve("data");
        PostgresBinaries binaries = PostgresBinaries.unpack(folder);
        PostgresLaunch launch = PostgresLaunch.firstThatWorks(PostgresLaunch.candidates(data), binaries);
        Process leftOver = launch.builder(
                        binaries.postgres(),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(LoopbackPort.free()),
                        "-c",
                        "unix_socket_directories=")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().until(() -> new PostmasterFile(data).saysReady(leftOver.pid()));

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(leftOver.isAlive()).isFalse();
            execute(again, "CREATE TABLE numbers (n bigint)");
        }
    }

    @Test
    void aKilledPostgresRecoversAtTheNextStart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1)");
            assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly())
                    .isTrue();
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(numbers(again)).containsExactly(1L);
        }
    }

    @Test
    void aPostgresThatIsKilledAloneIsStartedAgainOnItsPort() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1)");
            String url = postgres.jdbcUrl();
            for (int kills = 1; kills <= 2; kills++) {
                kill(postgres);
                int expected = kills;
                await().atMost(Duration.ofMinutes(1)).until(() -> postgres.restarts() == expected);
            }

            assertThat(postgres.problem()).isEmpty();
            assertThat(postgres.jdbcUrl()).isEqualTo(url);
            assertThat(numbers(postgres)).containsExactly(1L);
        }
    }

    @Test
    void aPostgresThatCannotRunIsTriedUntilItCanAndSaysWhy() throws Exception {
        Path version = folder.resolve("data/PG_VERSION");
        byte[] right = Files.readAllBytes(version);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1)");
            Files.writeString(version, "9.6\n");
            kill(postgres);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> postgres.problem().orElse("").contains("cannot be started again"));

            Files.write(version, right);

            await().atMost(Duration.ofMinutes(2)).until(() -> postgres.problem().isEmpty());
            assertThat(numbers(postgres)).containsExactly(1L);
        }
    }

    private static void kill(EmbeddedPostgres postgres) {
        assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly())
                .isTrue();
    }

    @Test
    void anotherProcessThatHasTheOldProcessIdIsLeftAlone() throws Exception {
        Path pidFile = folder.resolve("data/postmaster.pid");
        List<String> lines;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1)");
            lines = new ArrayList<>(Files.readAllLines(pidFile));
        }
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            lines.set(0, Long.toString(other.pid()));
            Files.write(pidFile, lines);

            try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
                assertThat(numbers(again)).containsExactly(1L);
            }
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aSecondStartOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThatExceptionOfType(EmbeddedStartException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(folder))
                    .withMessageContaining("is in use by another mini-crm (process "
                            + ProcessHandle.current().pid() + ")");

            execute(postgres, "CREATE TABLE numbers (n bigint)", "INSERT INTO numbers VALUES (1)");
            assertThat(numbers(postgres)).containsExactly(1L);
        }
    }

    /** For root: a user namespace, and another user. For a normal user: with and without the kernel's signal when this process dies. */
    @Test
    void everyLaunchThatWorksHereFindsTheSameData() throws Exception {
        PostgresBinaries binaries = PostgresBinaries.unpack(folder);
        List<PostgresLaunch> ways = new ArrayList<>();
        for (PostgresLaunch way : PostgresLaunch.candidates(folder.resolve("data"))) {
            if (works(way, binaries)) {
                ways.add(way);
            }
        }
        assertThat(ways).isNotEmpty();

        List<Long> written = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            PostgresLaunch way = ways.get(i);
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, data -> List.of(way))) {
                execute(
                        postgres,
                        "CREATE TABLE IF NOT EXISTS numbers (n bigint)",
                        "INSERT INTO numbers VALUES (" + i + ")");
                written.add((long) i);
                assertThat(numbers(postgres)).containsExactlyInAnyOrderElementsOf(written);
            }
        }

        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder)) {
            assertThat(numbers(again)).containsExactlyInAnyOrderElementsOf(written);
        }
    }

    @Test
    void aDamagedDataFolderIsReportedInOneLineWithWhatPostgresSaid() throws Exception {
        Files.writeString(folder.resolve("data/PG_VERSION"), "9.6\n");

        assertThatExceptionOfType(EmbeddedStartException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(folder))
                .withMessageContaining("database files are incompatible with server")
                .withMessageContaining("MINI_CRM_DATA")
                .withMessageNotContaining("\n");
    }

    @Test
    void textIsSortedByCodePointAndFoldedByUnicode() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
                Connection connection = connect(postgres);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT 'Z' < 'a', 'z' < 'é', lower('ÉÅ'), current_setting('server_encoding'),"
                                + " current_setting('fsync'), current_setting('synchronous_commit')")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
            assertThat(row.getBoolean(2)).isTrue();
            assertThat(row.getString(3)).isEqualTo("éå");
            assertThat(row.getString(4)).isEqualTo("UTF8");
            assertThat(row.getString(5)).isEqualTo("on");
            assertThat(row.getString(6)).isEqualTo("on");
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndTheRightOneIsOnlyForItsOwner() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .withMessageContaining("password authentication failed");
            for (String own : List.of("password", "postgres.log")) {
                assertThat(Files.getPosixFilePermissions(folder.resolve(own)))
                        .as(own)
                        .extracting(Enum::name)
                        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
            }
        }
    }

    @Test
    void theAccountOfTheApplicationOwnsItsTablesAndNothingElse() throws Exception {
        PostgresAccount account;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            // As an earlier version left them.
            execute(
                    postgres,
                    "CREATE TABLE kept (id bigserial PRIMARY KEY, name text)",
                    "CREATE SEQUENCE alone",
                    "CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1",
                    "INSERT INTO kept (name) VALUES ('Ann')");
            account = application(postgres);
            try (Connection connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), account.user(), account.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO kept (name) VALUES ('Bob')");
                statement.execute("ALTER TABLE kept ADD COLUMN age int");
                statement.execute("CREATE INDEX ON kept (name)");
                statement.execute("SELECT nextval('alone'), one()");
                statement.execute("ALTER SEQUENCE alone RESTART; DROP FUNCTION one()");
                statement.execute("CREATE TABLE fresh (id int)");
                for (String forbidden : List.of(
                        "COPY kept (name) FROM PROGRAM 'echo x'",
                        "SELECT pg_read_file('/etc/passwd')",
                        "CREATE ROLE other",
                        "ALTER SYSTEM SET fsync = off")) {
                    assertThatExceptionOfType(SQLException.class)
                            .as(forbidden)
                            .isThrownBy(() -> statement.execute(forbidden))
                            .withMessageContaining("permission denied");
                }
            }
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(application(postgres)).as("it stays").isEqualTo(account);
            assertThat(Files.getPosixFilePermissions(folder.resolve("app-password")))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
            Files.delete(folder.resolve("app-password"));
            PostgresAccount renewed = application(postgres);
            DriverManager.getConnection(postgres.jdbcUrl(), renewed.user(), renewed.password())
                    .close();
        }
    }

    private static PostgresAccount application(EmbeddedPostgres postgres) {
        return postgres.application((superuser, account) -> new OwnerRole(account.user(), account.password())
                .create(postgres.jdbcUrl(), superuser.user(), superuser.password()));
    }

    private static boolean works(PostgresLaunch way, PostgresBinaries binaries) {
        try {
            way.run(binaries.postgres(), "--version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres)) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }

    private static List<Long> numbers(EmbeddedPostgres postgres) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Connection connection = connect(postgres);
                ResultSet rows = connection.createStatement().executeQuery("SELECT n FROM numbers")) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    /** The servers on this test's folder and their children, whose command lines do not name it. */
    private List<String> postgresProcesses() throws IOException {
        List<String> found = new ArrayList<>();
        Path data = folder.resolve("data");
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (process.resolve("cwd").toRealPath().equals(data)) {
                        found.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
                    }
                } catch (IOException e) {
                    // It has ended in the meantime, or belongs to another user.
                }
            }
        }
        return found;
    }
}
