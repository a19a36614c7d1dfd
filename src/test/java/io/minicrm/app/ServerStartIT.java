package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.minicrm.embedded.DataFolder;
import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the server fails to start after others have started: the error is one line, and everything is stopped again. */
class ServerStartIT {

    @TempDir
    private Path folder;

    private Set<Thread> threadsBefore;

    @BeforeEach
    void rememberThreads() {
        threadsBefore = Thread.getAllStackTraces().keySet();
    }

    @AfterEach
    void nothingStillRuns() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(newThreads())
                        .noneMatch(name -> name.startsWith("start-")
                                || name.startsWith("mini-crm-")
                                || name.startsWith("kafka-")
                                || name.startsWith("http-nio")
                                || name.equals("simulator-receipts")
                                || name.equals("chunk-publisher")
                                || name.equals("stats-aggregator")));
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().commandLine().orElse("").contains(folder.toString()));
        // The folder is not locked.
        DataFolder.open(folder).close();
    }

    private Set<String> newThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeAll(threadsBefore);
        return threads.stream().map(Thread::getName).collect(Collectors.toSet());
    }

    @Test
    void theBrokerFailsWhileTheDatabaseStarts() throws IOException {
        try (ServerSocket taken = listen(0)) {
            assertThatThrownBy(() -> start(Map.of("KAFKA_PORT", Integer.toString(taken.getLocalPort()))))
                    .isInstanceOf(StartException.class)
                    .message()
                    .contains("Port " + taken.getLocalPort())
                    .doesNotContain("\n");
        }
    }

    @Test
    void theDatabaseFailsWhileTheBrokerStarts() throws IOException {
        int port = freePort();
        assertThatThrownBy(() -> start(Map.of(
                        "KAFKA_PORT", Integer.toString(port), "DATABASE_URL", "postgresql://u:p@127.0.0.1:1/nowhere")))
                .isInstanceOf(StartException.class)
                .message()
                .doesNotContain("\n");

        listen(port).close();
    }

    @Test
    void brokersElsewhereThatDoNotAnswerFailTheStartBeforeADatabaseIsStarted() {
        assertThatThrownBy(() -> start(Map.of("KAFKA_BROKERS", "127.0.0.1:1")))
                .isInstanceOf(StartException.class)
                .message()
                .contains("127.0.0.1:1")
                .doesNotContain("\n");

        assertThat(folder.resolve("postgres")).doesNotExist();
    }

    @Test
    void aWorkerFailsWhenBackendsAndChannelsRun() throws IOException {
        int port = freePort();
        Path config = Files.writeString(folder.resolveSibling("bad.properties"), "heartbeat.interval.ms=20000\n");

        assertThatThrownBy(() -> start(Map.of("KAFKA_CONFIG", config.toString(), "KAFKA_PORT", Integer.toString(port))))
                .isInstanceOf(RuntimeException.class);

        listen(port).close();
    }

    @Test
    void anotherProgramTakesThePortWhileTheBackendsStart() throws IOException {
        int port = freePort();
        CompletableFuture<ServerSocket> otherProgram = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.exists(folder.resolve("postgres/data")));
            otherProgram.complete(listen(port));
        });

        assertThatThrownBy(() -> start(Map.of("PORT", Integer.toString(port))))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith("PORT=" + port)
                .doesNotContain("\n");

        otherProgram.join().close();
    }

    private void start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "MINI_CRM_DATA", folder.toString(),
                "KAFKA_PORT", "0",
                "PORT", "0"));
        environment.putAll(settings);
        Server.start(Settings.from(environment), ProcessRole.all()).close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException inUse) {
            throw new UncheckedIOException(inUse);
        }
    }
}
