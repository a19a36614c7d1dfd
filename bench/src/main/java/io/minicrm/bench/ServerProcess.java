package io.minicrm.bench;

import io.minicrm.embedded.BrokerLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server under test: a separate process, with everything embedded, on free ports. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("Kafka on ([^),\\s]+)");
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
    private static final long STOPS_WITHIN_SECONDS = 60;
    private static final long POLL_MILLIS = 10;

    private final Process process;
    private final Path folder;
    private final BenchApi api;
    private final String brokers;
    private final Duration firstAnswer;

    private ServerProcess(Process process, Path folder, BenchApi api, String brokers, Duration firstAnswer) {
        this.process = process;
        this.folder = folder;
        this.api = api;
        this.brokers = brokers;
        this.firstAnswer = firstAnswer;
    }

    /**
     * Starts a server and returns when it has answered a request.
     *
     * @param folder folder of the server's data folder and of its output
     * @param environment the server's settings
     */
    static ServerProcess start(Launcher launcher, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = freePort();
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("PORT", Integer.toString(port));
        settings.put("KAFKA_PORT", "0");
        // Benchmarks ask as often as they can.
        settings.put("REQUEST_RATE", "0");
        settings.put("REQUEST_RATE_PER_ADDRESS", "0");
        Path data = folder.resolve("data");
        settings.put("MINI_CRM_DATA", data.toString());
        URI url = URI.create("http://127.0.0.1:" + port);
        long begin = System.nanoTime();
        Process process = launcher.start(folder, "server", settings, "serve");
        try {
            Optional<BenchApi> api = BenchApi.find(url, data);
            while (api.isEmpty()) {
                checkRuns(process, folder, begin);
                api = BenchApi.find(url, data);
            }
            Duration firstAnswer = Duration.ofNanos(System.nanoTime() - begin);
            return new ServerProcess(process, folder, api.get(), brokers(process, folder, begin), firstAnswer);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private static void checkRuns(Process process, Path folder, long begin) throws InterruptedException {
        boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (ended || System.nanoTime() - begin > STARTS_WITHIN.toNanos()) {
            throw new IllegalStateException("The server did not start; see " + folder.resolve("server.err"));
        }
    }

    private static String brokers(Process process, Path folder, long begin) throws IOException, InterruptedException {
        while (true) {
            Matcher line = LISTENS.matcher(Files.readString(folder.resolve("server.out")));
            if (line.find()) {
                return line.group(1);
            }
            checkRuns(process, folder, begin);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    BenchApi api() {
        return api;
    }

    /** With what clients log in to the server's broker. */
    Map<String, Object> kafkaLogin() {
        return BrokerLogin.clientSettings(folder.resolve("data"), brokers);
    }

    String brokers() {
        return brokers;
    }

    Database database() {
        return Database.of(folder.resolve("data"));
    }

    /** Time from the start of the process to its first answer. */
    Duration firstAnswer() {
        return firstAnswer;
    }

    long pid() {
        return process.pid();
    }

    /** Stops the server, by force if it does not end within a minute. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
