package io.minicrm.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.springframework.util.FileSystemUtils;

/** A real PostgreSQL for tests: one server for the JVM, started when the first test asks. */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final int NOBODY = 65_534;

    private final String url;

    private TestPostgres(String url) {
        this.url = url;
    }

    /** A fresh database with all migrations applied. */
    public static DataSource newDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        String server = Server.INSTANCE.url;
        try (Connection connection = DriverManager.getConnection(server + "postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("No new database on " + server, failed);
        }
        var pool = new HikariDataSource();
        pool.setJdbcUrl(server + name);
        pool.setUsername("postgres");
        // The driver would set the JVM's zone, which is UTC on most build machines and hides what depends on it.
        pool.setConnectionInitSql("SET TIME ZONE 'America/New_York'");
        pool.setMinimumIdle(0);
        pool.setMaximumPoolSize(8);
        Flyway.configure().dataSource(pool).load().migrate();
        return pool;
    }

    private static final class Server {
        static final TestPostgres INSTANCE = start();
    }

    private static TestPostgres start() {
        try {
            Path home = Files.createTempDirectory("mini-crm-test-postgres");
            unpack(home);
            Files.createDirectory(home.resolve("data"));
            giveAway(home);
            // An ICU locale, so that a forgotten COLLATE "C" shows.
            run(
                            home,
                            "initdb",
                            "-D",
                            "data",
                            "-U",
                            "postgres",
                            "-A",
                            "trust",
                            "-E",
                            "UTF8",
                            "-N",
                            "--locale=C",
                            "--locale-provider=icu",
                            "--icu-locale=en")
                    .waitFor();
            int port = freePort();
            Process postgres = run(
                    home,
                    "postgres",
                    "-D",
                    "data",
                    "-p",
                    String.valueOf(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "fsync=off");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, home)));
            String url = "jdbc:postgresql://127.0.0.1:%d/".formatted(port);
            Awaitility.await("PostgreSQL, whose log is " + home.resolve("postgres.log"))
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> {
                        DriverManager.getConnection(url + "postgres", "postgres", "")
                                .close();
                        return true;
                    });
            return new TestPostgres(url);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("PostgreSQL did not start", failed);
        }
    }

    private static Process run(Path home, String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root.
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(program + ".log").toFile())
                .start();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void giveAway(Path home) throws IOException {
        if (isRoot()) {
            try (var files = Files.walk(home)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private static void unpack(Path home) throws IOException {
        String resource = System.getProperty("os.arch").equals("aarch64")
                ? "/postgres-linux-arm_64.txz"
                : "/postgres-linux-x86_64.txz";
        try (InputStream packed = Objects.requireNonNull(TestPostgres.class.getResourceAsStream(resource), resource);
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = home.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    if ((entry.getMode() & 0111) != 0 && !file.toFile().setExecutable(true, false)) {
                        throw new IOException("Cannot make %s executable".formatted(file));
                    }
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void stop(Process postgres, Path home) {
        try {
            // SIGINT ends the server at once, open connections or not; destroy() would wait for them.
            new ProcessBuilder("kill", "-INT", String.valueOf(postgres.pid()))
                    .start()
                    .waitFor();
            postgres.waitFor();
            FileSystemUtils.deleteRecursively(home);
        } catch (IOException failed) {
            throw new IllegalStateException("PostgreSQL did not stop", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
