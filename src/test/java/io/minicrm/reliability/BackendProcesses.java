package io.minicrm.reliability;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;

/** A broker and a database in separate processes, shared by several mini-crm processes; either can be killed. */
final class BackendProcesses implements AutoCloseable {

    private static final Pattern BROKER = Pattern.compile("broker listens on (\\S+)");
    private static final Pattern DATABASE = Pattern.compile("database at (\\d+ \\S+ \\S+)");

    private final Path folder;
    private final int kafkaPort = FreePorts.next();
    private final Relay relay = new Relay();
    private JavaProcess broker;
    private JavaProcess database;
    private String databaseUrl = "";

    private BackendProcesses(Path folder) {
        this.folder = folder;
        this.broker = launchBroker();
        this.database = launchDatabase();
        awaitBroker();
        awaitDatabase();
    }

    static BackendProcesses start(Path folder) {
        return new BackendProcesses(folder);
    }

    /** The settings with which a mini-crm process uses them. */
    Map<String, String> environment() {
        return Map.of("KAFKA_BROKERS", "127.0.0.1:" + kafkaPort, "DATABASE_URL", databaseUrl);
    }

    void killBroker() {
        broker.kill();
    }

    void restartBroker() {
        broker = launchBroker();
        awaitBroker();
    }

    void suspendBroker() {
        broker.suspend();
    }

    void resumeBroker() {
        broker.resume();
    }

    /** Suspends PostgreSQL with all of its processes, but not its parent process. */
    void suspendPostgres() {
        database.suspendDescendants();
    }

    void resumePostgres() {
        database.resumeDescendants();
    }

    /** Breaks every connection and refuses new ones. */
    void cutDatabase() {
        relay.cut();
    }

    /** Kills its parent process; PostgreSQL then rolls its transactions back and stops. */
    void killDatabase() {
        relay.cut();
        database.kill();
    }

    /** Kills PostgreSQL alone; its parent process starts it again. */
    void killPostgres() {
        database.killChildren();
    }

    /** From now on nothing passes on the present connections. */
    void silenceDatabase() {
        relay.silence();
    }

    /** A connection past the relay. */
    Connection connect() throws SQLException {
        String[] words = database.awaitLine(DATABASE).split(" ");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(words[0]), words[1], words[2]);
    }

    /** The folder of the broker's partitions. */
    Path brokerLogs() {
        return folder.resolve("kafka");
    }

    void restartDatabase() {
        if (!database.isAlive()) {
            database = launchDatabase();
        }
        awaitDatabase();
    }

    private JavaProcess launchBroker() {
        return JavaProcess.start(
                folder.resolve("broker.log"),
                Map.of(),
                BrokerHolder.class,
                folder.resolve("kafka").toString(),
                Integer.toString(kafkaPort));
    }

    private JavaProcess launchDatabase() {
        return JavaProcess.start(
                folder.resolve("database.log"),
                Map.of(),
                DatabaseHolder.class,
                folder.resolve("postgres").toString());
    }

    private void awaitBroker() {
        broker.awaitLine(BROKER);
    }

    private void awaitDatabase() {
        String[] words = database.awaitLine(DATABASE).split(" ");
        relay.lead(Integer.parseInt(words[0]));
        databaseUrl = "postgresql://%s:%s@127.0.0.1:%d/postgres".formatted(words[1], words[2], relay.port());
    }

    @Override
    public void close() {
        broker.close();
        database.close();
        relay.close();
    }
}
