package io.minicrm.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker with its KRaft controller in this process, on 127.0.0.1 only. Cluster id, topics, records and offsets
 * survive a stop and a {@code kill -9}. There is one copy of everything: what the disk loses is lost, and a power
 * failure can lose the records of the last seconds.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private static final int NODE_ID = 1;
    private static final String CLIENTS_LISTENER = "CLIENT";
    private static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String MEBIBYTE_64 = String.valueOf(64 << 20);

    /**
     * After a kill -9, the controller admits the new broker only when the session of the dead one has ended: after 9 s
     * by default.
     */
    private static final Map<String, String> SESSION =
            Map.of("broker.session.timeout.ms", "2000", "broker.heartbeat.interval.ms", "200");

    /** One broker can hold one copy only. */
    private static final Map<String, String> ONE_COPY = Map.of(
            "default.replication.factor", "1",
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1");

    /**
     * Sized for one machine: 50 partitions for the offsets of a few groups would only slow down the start, and the
     * cleaner's default of 128 MiB would be a quarter of our heap.
     */
    private static final Map<String, String> SIZE = Map.of(
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.num.partitions", "4",
            "share.coordinator.state.topic.num.partitions", "4",
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "4",
            "log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20),
            "log.index.size.max.bytes", String.valueOf(1 << 20));

    /**
     * Records are deleted by size and never by age: after weeks in which a laptop was off, its unfinished campaign must
     * continue where it stopped.
     */
    private static final Map<String, String> RETENTION = Map.of(
            "log.segment.bytes",
            MEBIBYTE_64,
            "log.retention.bytes",
            String.valueOf(4L * (64 << 20)),
            "log.retention.ms",
            "-1",
            "log.roll.ms",
            String.valueOf(Duration.ofDays(1).toMillis()),
            "offsets.retention.minutes",
            String.valueOf(365 * 24 * 60),
            "metadata.log.segment.bytes",
            MEBIBYTE_64,
            "metadata.max.retention.bytes",
            MEBIBYTE_64);

    /**
     * Workers start at once instead of waiting for others to join, and a mistyped topic is an error instead of a new
     * topic.
     */
    private static final Map<String, String> CLIENTS =
            Map.of("group.initial.rebalance.delay.ms", "0", "auto.create.topics.enable", "false");

    private static final Map<String, String> PLAINTEXT = Map.of(
            "listener.security.protocol.map",
            "%s:PLAINTEXT,%s:PLAINTEXT".formatted(CLIENTS_LISTENER, CONTROLLER_LISTENER));

    private final KafkaRaftServer server;
    private final FolderLock lock;
    private final int port;
    private final Map<String, Object> clientSettings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, FolderLock lock, int port, Map<String, Object> clientSettings) {
        this.server = server;
        this.lock = lock;
        this.port = port;
        this.clientSettings = clientSettings;
    }

    /** Which clients a broker serves. */
    public enum Clients {
        /** Only those with the password, which is in the broker's folder, see {@link BrokerLogin}. */
        WITH_PASSWORD,

        /** Everybody on this machine: for brokers that contain nothing of value, such as those of benchmarks. */
        ALL
    }

    /**
     * Starts the broker and returns when it accepts requests: after about 3 s, or 5 s after a {@code kill -9}.
     *
     * @param folder where it keeps its files; the first start creates and formats it
     * @param port where it listens on 127.0.0.1; 0 picks a free port
     * @param clients whom it serves
     * @throws EmbeddedStartException if the port or the folder is in use, or the broker cannot start
     */
    public static EmbeddedKafka start(Path folder, int port, Clients clients) {
        Path absolute = folder.toAbsolutePath().normalize();
        // Both are checked before Kafka starts: it ends the process if the port is in use, and a second broker on a
        // folder can crash the first.
        if (port != 0 && !LoopbackPort.isFree(port)) {
            throw new EmbeddedStartException("Port " + port + " on " + LoopbackPort.HOST
                    + " is in use, so the embedded Kafka broker cannot listen there. Set KAFKA_BROKERS (for example"
                    + " localhost:" + port
                    + ") to use the broker that already runs, or KAFKA_PORT to another port (0 picks a free one).");
        }
        LoopbackPort.reserve(port);
        FolderLock lock = FolderLock.acquire(absolute);
        Folders.hide(absolute);
        try {
            int brokerPort = port == 0 ? LoopbackPort.free() : port;
            return switch (clients) {
                case ALL -> new EmbeddedKafka(startServer(absolute, brokerPort, PLAINTEXT), lock, brokerPort, Map.of());
                case WITH_PASSWORD -> startWithPassword(absolute, lock, brokerPort);
            };
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedKafka startWithPassword(Path folder, FolderLock lock, int port) {
        try {
            BrokerLogin login = BrokerLogin.ofBroker(folder);
            login.write(LoopbackPort.HOST + ":" + port);
            Map<String, String> security = login.brokerSettings(CLIENTS_LISTENER, CONTROLLER_LISTENER);
            return new EmbeddedKafka(startServer(folder, port, security), lock, port, login.clientSettings());
        } catch (IOException failure) {
            throw cannotStart(folder, failure);
        }
    }

    private static KafkaRaftServer startServer(Path folder, int port, Map<String, String> security) {
        logWhenKafkaEndsTheProcess();
        try {
            format(folder);
            Properties settings = settings(folder, port, LoopbackPort.free());
            settings.putAll(security);
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            try {
                server.startup();
            } catch (RuntimeException e) {
                server.shutdown();
                throw e;
            }
            return server;
        } catch (Exception e) {
            throw cannotStart(folder, e);
        }
    }

    private static EmbeddedStartException cannotStart(Path folder, Exception failure) {
        return new EmbeddedStartException(
                "The embedded Kafka broker cannot start on " + folder + " (" + failure + "). Set MINI_CRM_DATA to"
                        + " another folder, or KAFKA_BROKERS to use a broker elsewhere.",
                failure);
    }

    /**
     * After a crash at any point the next start completes the folder: the cluster id is stored first and never changes,
     * and the formatter skips what is already formatted.
     */
    private static void format(Path folder) throws Exception {
        Files.createDirectories(logDir(folder));
        Files.createDirectories(metadataDir(folder));
        try (PrintStream discarded = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(discarded)
                    .setNodeId(NODE_ID)
                    .setClusterId(clusterId(folder))
                    .addDirectory(logDir(folder).toString())
                    .addDirectory(metadataDir(folder).toString())
                    .setMetadataLogDirectory(metadataDir(folder).toString())
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    private static String clusterId(Path folder) throws IOException {
        Path file = folder.resolve("cluster.id");
        if (Files.notExists(file)) {
            Path draft = folder.resolve("cluster.id.new");
            Files.writeString(draft, Uuid.randomUuid().toString());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    private static Path logDir(Path folder) {
        return folder.resolve("log");
    }

    /** A separate folder: a broker whose metadata log is among its partitions does not recover from a crash. */
    private static Path metadataDir(Path folder) {
        return folder.resolve("metadata");
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "node.id", String.valueOf(NODE_ID),
                "process.roles", "broker,controller",
                "log.dirs", logDir(folder).toString(),
                "metadata.log.dir", metadataDir(folder).toString(),
                "listeners",
                        "CLIENT://%1$s:%2$d,CONTROLLER://%1$s:%3$d".formatted(LoopbackPort.HOST, port, controllerPort),
                "advertised.listeners", "CLIENT://%s:%d".formatted(LoopbackPort.HOST, port),
                "inter.broker.listener.name", CLIENTS_LISTENER,
                "controller.listener.names", CONTROLLER_LISTENER,
                "controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, LoopbackPort.HOST, controllerPort)));

        List.of(SESSION, ONE_COPY, SIZE, RETENTION, CLIENTS).forEach(settings::putAll);
        return settings;
    }

    /**
     * Kafka ends the process if it cannot continue safely, for example on a full or failing disk. The log has to say
     * so.
     */
    private static void logWhenKafkaEndsTheProcess() {
        Exit.setHaltProcedure((status, message) -> {
            logEnd(status, message);
            Runtime.getRuntime().halt(status);
        });
        Exit.setExitProcedure((status, message) -> {
            logEnd(status, message);
            System.exit(status);
        });
    }

    private static void logEnd(int status, String message) {
        LOG.error(
                "The embedded Kafka broker cannot continue and ends this process with status {}: {}."
                        + " The cause is logged above."
                        + " Check whether the disk is full or failing, then start again.",
                status,
                Objects.requireNonNullElse(message, "no reason given"));
    }

    /** The value for the client setting {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPort.HOST + ":" + port;
    }

    /** What clients need besides {@link #bootstrapServers}; empty for a broker that serves all. */
    public Map<String, Object> clientSettings() {
        return clientSettings;
    }

    /** Stops the broker, which takes about a second, and unlocks its folder. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                server.shutdown();
                server.awaitShutdown();
            } finally {
                lock.close();
            }
        }
    }
}
