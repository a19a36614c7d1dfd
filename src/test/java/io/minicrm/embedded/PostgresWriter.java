package io.minicrm.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Starts PostgreSQL in the given folder, inserts numbers without end, each in its own transaction, and prints each committed number. On
 * SIGTERM it inserts a last number, -1, before it stops PostgreSQL.
 */
final class PostgresWriter {

    private PostgresWriter() {}

    public static void main(String[] args) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]));
        try (Connection setup = connect(postgres)) {
            setup.createStatement().execute("CREATE TABLE numbers (n bigint PRIMARY KEY)");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (Connection last = connect(postgres)) {
                insert(last, -1);
            } catch (SQLException e) {
                e.printStackTrace();
            } finally {
                postgres.close();
            }
        }));
        try (Connection connection = connect(postgres)) {
            for (long number = 1; ; number++) {
                insert(connection, number);
                System.out.println(number);
            }
        } catch (SQLException e) {
            System.err.println("The writer ends: " + e.getMessage());
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void insert(Connection connection, long number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO numbers VALUES (?)")) {
            insert.setLong(1, number);
            insert.executeUpdate();
        }
    }
}
