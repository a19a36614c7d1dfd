package io.minicrm.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@link Torture} strikes: two servers, broker, database and provider; and the faults of servers and provider. */
final class TortureScene implements AutoCloseable {

    /** 10 s, and what a busy machine adds until the signal is handled. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);

    private static final Duration REFUSES_WITHIN = Duration.ofMinutes(2);
    private static final int FEW_FILES = 2;
    private static final String OPEN_FILES = "Max open files";

    private final Path folder;
    private final BackendProcesses backends;
    private final Relay provider = new Relay();
    private final int providerPort;
    private final List<MiniCrm> servers;
    private final Random random;
    private volatile @Nullable Trial trial;

    TortureScene(Path folder, Judge judge, BackendProcesses backends, boolean keys, Random random) {
        this.folder = folder;
        this.backends = backends;
        this.random = random;
        this.providerPort = judge.port();
        provider.lead(providerPort);
        Map<String, String> environment = new HashMap<>(
                Environments.sending("http://127.0.0.1:%d/messages".formatted(provider.port()), keys, 100));
        environment.putAll(backends.environment());
        environment.put("RECONCILE_AFTER_MS", "5000");
        // A silent provider holds a sender's slots for so long, which is not the sender's fault.
        environment.put("SEND_TIMEOUT_MS", "20000");
        this.servers = List.of(server("one", environment), server("two", environment));
        for (MiniCrm server : servers) {
            server.start();
        }
    }

    private MiniCrm server(String name, Map<String, String> shared) {
        Map<String, String> environment = new HashMap<>(shared);
        environment.put("MINI_CRM_DATA", folder.resolve(name).toString());
        // By this the watch knows which worker is whose.
        environment.put("KAFKA_CLIENT_ID", name);
        return new MiniCrm(name, folder, "", environment);
    }

    List<MiniCrm> servers() {
        return servers;
    }

    BackendProcesses backends() {
        return backends;
    }

    Random random() {
        return random;
    }

    Path folder() {
        return folder;
    }

    /** The campaign that is being sent; null before the first one. */
    @Nullable
    Trial trial() {
        return trial;
    }

    void sends(Trial begun) {
        trial = begun;
    }

    /** The port of a server that runs. */
    int port() {
        return servers.stream()
                .filter(MiniCrm::isAlive)
                .findFirst()
                .orElse(servers.getFirst())
                .port();
    }

    private MiniCrm oneServer() {
        return servers.get(random.nextInt(servers.size()));
    }

    void pause(int fromMillis, int toMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(fromMillis, toMillis)));
    }

    void killServer() {
        MiniCrm server = oneServer();
        server.kill();
        pause(0, 15_000);
        server.start();
    }

    void stopServer() {
        MiniCrm server = oneServer();
        stop(server);
        server.start();
    }

    private static void stop(MiniCrm server) {
        long begun = System.nanoTime();
        server.terminate();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        if (took.compareTo(STOPS_WITHIN) > 0) {
            throw new IllegalStateException("server %s stopped after %d ms".formatted(server.name(), took.toMillis()));
        }
    }

    void holdServer() {
        MiniCrm server = oneServer();
        server.suspend();
        pause(1_000, 20_000);
        server.resume();
    }

    void killBroker() {
        backends.killBroker();
        pause(0, 5_000);
        backends.restartBroker();
    }

    void holdBroker() {
        backends.suspendBroker();
        pause(1_000, 40_000);
        backends.resumeBroker();
    }

    void stopWithoutBroker() {
        MiniCrm server = oneServer();
        backends.killBroker();
        pause(1_000, 3_000);
        stop(server);
        backends.restartBroker();
        server.start();
    }

    /** The limit is that of a process that runs, so nothing is closed, but nothing can be opened. */
    void takeFilesAway() throws IOException, InterruptedException {
        MiniCrm server = oneServer();
        Path process = Path.of("/proc/" + server.pid());
        long open;
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            open = files.count();
        }
        String before = Files.readAllLines(process.resolve("limits")).stream()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ")[0])
                .findFirst()
                .orElseThrow();
        limitFiles(server, Long.toString(open + FEW_FILES));
        pause(3_000, 15_000);
        limitFiles(server, before);
    }

    /** The soft limit only, which can be raised again. */
    private static void limitFiles(MiniCrm server, String files) throws IOException, InterruptedException {
        int status = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(server.pid()), "--nofile=%s:".formatted(files))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit ended with status " + status);
        }
    }

    /** Its database is its own; it has to end by itself. */
    void startStranger() {
        String brokers = backends.environment().getOrDefault("KAFKA_BROKERS", "");
        Map<String, String> environment = Map.of(
                "PORT",
                "0",
                "KAFKA_BROKERS",
                brokers,
                "MINI_CRM_DATA",
                folder.resolve("stranger").toString());
        try (MiniCrm stranger = new MiniCrm("stranger", folder, "", environment)) {
            stranger.launch();
            Wait.until(
                    "the process of another installation refuses to start", REFUSES_WITHIN, () -> !stranger.isAlive());
        }
    }

    void cutProvider() {
        provider.cut();
        pause(0, 3_000);
        provider.lead(providerPort);
    }

    void silenceProvider() {
        provider.silence();
    }

    @Override
    public void close() {
        servers.forEach(MiniCrm::close);
        provider.close();
    }
}
