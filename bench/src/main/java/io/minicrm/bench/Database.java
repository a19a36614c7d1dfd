package io.minicrm.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * A direct connection to the embedded PostgreSQL of the server under test. PostgreSQL's own file {@code postmaster.pid}
 * contains its port and process id, the data folder contains its password.
 *
 * @param url for JDBC
 * @param postmaster the id of its main process
 */
record Database(String url, String user, String password, long postmaster) {

    private static final String USER = "mini_crm";
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /** @param folder the data folder of a running server */
    static Database of(Path folder) {
        Path postgres = folder.resolve("postgres");
        try {
            List<String> lines = Files.readAllLines(postgres.resolve("data").resolve("postmaster.pid"));
            return new Database(
                    "jdbc:postgresql://127.0.0.1:%s/postgres"
                            .formatted(lines.get(PORT_LINE).strip()),
                    USER,
                    Files.readString(postgres.resolve("password")).strip(),
                    Long.parseLong(lines.get(PID_LINE).strip()));
        } catch (IOException unreadable) {
            throw new IllegalStateException("No embedded PostgreSQL runs in " + folder, unreadable);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** Runs statements in order, each in its own transaction. */
    void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The single number that a query returns. */
    long number(String sql) throws SQLException {
        return ((Number) rows(sql).getFirst().values().iterator().next()).longValue();
    }

    /** All rows of a query, each as values by column name. */
    List<Map<String, Object>> rows(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            var rows = new ArrayList<Map<String, Object>>();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    Object value = result.getObject(column);
                    if (value != null) {
                        row.put(result.getMetaData().getColumnLabel(column), value);
                    }
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Creates an empty table like another one, with its indexes and storage settings. */
    void createLike(String table, String original) throws SQLException {
        run("DROP TABLE IF EXISTS " + table, "CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(table, original));
        List<Map<String, Object>> settings =
                rows("SELECT array_to_string(reloptions, ', ') AS settings FROM pg_class WHERE oid = '%s'::regclass"
                        .formatted(original));
        Object options = settings.getFirst().get("settings");
        if (options != null) {
            run("ALTER TABLE %s SET (%s)".formatted(table, options));
        }
    }

    /**
     * Copies a file of leads (see {@link GeneratedLeads#writeCopy}) into a table.
     *
     * @return the number of rows
     */
    long copyLeads(Path file, String table) throws SQLException, IOException {
        try (Connection connection = connect();
                InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY %s (id, name, email, phone, unsubscribed, attributes, created_at) FROM STDIN"
                                    .formatted(table),
                            in,
                            1 << 16);
        }
    }
}
