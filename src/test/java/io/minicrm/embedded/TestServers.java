package io.minicrm.embedded;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The real servers that integration tests share: one broker and one PostgreSQL per JVM, started at their first use on temporary folders,
 * and stopped and deleted when the JVM ends. Tests separate themselves by topic names and by {@link #newDatabase()}.
 */
public final class TestServers {

    private static final Deque<AutoCloseable> CLOSE_AT_EXIT = new ArrayDeque<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestServers::closeAll, "test-servers"));
    }

    private TestServers() {}

    /** The shared broker's bootstrap servers. It does not create topics automatically. */
    public static String kafka() {
        return Kafka.SERVER.bootstrapServers();
    }

    /** The shared PostgreSQL. */
    public static EmbeddedPostgres postgres() {
        return Postgres.SERVER;
    }

    /**
     * A pool of up to eight connections to a new, empty database in the shared PostgreSQL. The database has an ICU locale, so that a missing
     * COLLATE "C" makes a test fail. The sessions have the time zone of New York: the driver would set the JVM's zone, which is UTC on most
     * build machines, and errors that depend on the zone would not show.
     */
    public static DataSource newDatabase() {
        EmbeddedPostgres postgres = postgres();
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            connection
                    .createStatement()
                    .execute("CREATE DATABASE " + name
                            + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the database " + name, e);
        }
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + name));
        pool.setUsername(postgres.user());
        pool.setPassword(postgres.password());
        pool.setPoolName(name);
        pool.setConnectionInitSql("SET TIME ZONE 'America/New_York'");
        pool.setMaximumPoolSize(8);
        // The pools of finished tests must not use up the server's connections.
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(10_000);
        return closedAtExit(new HikariDataSource(pool));
    }

    private static final class Kafka {
        static final EmbeddedKafka SERVER =
                closedAtExit(EmbeddedKafka.start(temporaryFolder("kafka"), 0, EmbeddedKafka.Clients.ALL));
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = closedAtExit(EmbeddedPostgres.start(temporaryFolder("postgres")));
    }

    private static Path temporaryFolder(String name) {
        try {
            Path folder = Files.createTempDirectory("mini-crm-test-" + name);
            return closedAtExit(new Deletion(folder)).folder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Deletion(Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Folders.delete(folder);
        }
    }

    private static <T extends AutoCloseable> T closedAtExit(T resource) {
        synchronized (CLOSE_AT_EXIT) {
            CLOSE_AT_EXIT.push(resource);
        }
        return resource;
    }

    /** In reverse order: pools, then servers, then their folders. */
    private static void closeAll() {
        synchronized (CLOSE_AT_EXIT) {
            for (AutoCloseable resource : CLOSE_AT_EXIT) {
                try {
                    resource.close();
                } catch (Exception e) {
                    System.err.println("Cannot close " + resource + ": " + e);
                }
            }
        }
    }
}
