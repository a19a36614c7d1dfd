package io.minicrm.reliability;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Faults of the database. */
final class DatabaseFaults {

    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final int ROUNDS_OF_TAKING = 10;

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

    /** For up to one and a half times the time after which a connection counts as dead. */
    static void hold(TortureScene scene) {
        scene.backends().suspendPostgres();
        scene.pause(1_000, 90_000);
        scene.backends().resumePostgres();
    }

    /** As {@code VACUUM FULL} does. Statements wait, and go on although nobody waits for them any more. */
    static void lockTable(TortureScene scene) throws SQLException {
        try (Connection connection = scene.backends().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE");
            scene.pause(1_000, 90_000);
            connection.rollback();
        }
    }

    /** All that PostgreSQL accepts. The servers lose theirs, and race for each that becomes free. */
    static void takeConnections(TortureScene scene) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            takeAll(scene, taken);
            for (int round = 0; round < ROUNDS_OF_TAKING; round++) {
                try (Statement statement = taken.getFirst().createStatement()) {
                    statement.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mini-crm'");
                }
                scene.pause(50, 200);
                takeAll(scene, taken);
            }
            scene.pause(5_000, 20_000);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    private static void takeAll(TortureScene scene, List<Connection> taken) throws SQLException {
        while (true) {
            try {
                taken.add(scene.backends().connect());
            } catch (SQLException refused) {
                if (TOO_MANY_CONNECTIONS.equals(refused.getSQLState())) {
                    return;
                }
                throw refused;
            }
        }
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
