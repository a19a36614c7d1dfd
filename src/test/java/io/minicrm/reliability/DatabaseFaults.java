package io.minicrm.reliability;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Faults of the database. */
final class DatabaseFaults {

    private DatabaseFaults() {}

    static void cut(TortureScene scene) {
        scene.backends().cutDatabase();
        scene.pause(1_000, 10_000);
        scene.backends().restartDatabase();
    }

    static void kill(TortureScene scene) {
        scene.backends().killDatabase();
        scene.backends().restartDatabase();
    }

    /** The process that started it starts it again, on the same port. */
    static void killPostgres(TortureScene scene) {
        scene.backends().killPostgres();
        scene.pause(1_000, 5_000);
    }

    static void silence(TortureScene scene) {
        scene.backends().silenceDatabase();
    }

    static void renameTable(TortureScene scene) throws SQLException {
        run(scene, "ALTER TABLE deliveries RENAME TO deliveries_away");
        scene.pause(5_000, 20_000);
        run(scene, "ALTER TABLE deliveries_away RENAME TO deliveries");
    }

    /** For all connections that are opened from now on; the present ones are closed. */
    static void makeReadOnly(TortureScene scene) throws SQLException {
        setReadOnly(scene, "on");
        scene.pause(5_000, 20_000);
        setReadOnly(scene, "off");
    }

    private static void setReadOnly(TortureScene scene, String value) throws SQLException {
        run(
                scene,
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "ALTER DATABASE postgres SET default_transaction_read_only = " + value,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND datname = current_database()");
    }

    /** A lead of the campaign that is being sent; if its message has not left, it is skipped. */
    static void enlargeLead(TortureScene scene) throws SQLException {
        run(
                scene,
                "UPDATE leads SET attributes = attributes || jsonb_build_object('text', repeat('x', 1800000))"
                        + " WHERE id = (SELECT max(id) FROM leads WHERE NOT attributes ? 'text')");
    }

    private static void run(TortureScene scene, String... statements) throws SQLException {
        try (Connection connection = scene.backends().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
