package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody watches a campaign in Chromium while its server is killed and started again on the same port. */
class PagesAfterCrashIT {

    private static final Path WEB = Path.of("web").toAbsolutePath();
    private static final int NO_BROWSER = 3;
    private static final boolean MUST_RUN = "true".equals(System.getenv("CI"));

    @TempDir
    private Path folder;

    @Test
    void thePageSaysThatTheConnectionIsLostAndGoesOnByItself() throws Exception {
        assumeTrue(
                MUST_RUN || PagesAfterCrashIT.class.getResource("/web/index.html") != null, "The pages are not built");
        Path data = folder.resolve("data");
        try (MiniCrm server = new MiniCrm(
                "server",
                folder,
                "",
                Map.of(
                        "MINI_CRM_DATA",
                        data.toString(),
                        "PORT",
                        Integer.toString(freePort()),
                        "KAFKA_PORT",
                        "0",
                        "SIMULATOR_TRANSIENT_RATE",
                        "0"))) {
            server.start();
            Process journey = journey(server.port(), data);
            try {
                StringBuilder printed = obey(journey, server);
                assertThat(journey.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assumeTrue(MUST_RUN || journey.exitValue() != NO_BROWSER, printed.toString());
                assertThat(journey.exitValue()).as(printed::toString).isZero();
            } finally {
                journey.descendants().forEach(ProcessHandle::destroyForcibly);
                journey.destroyForcibly();
            }
        }
    }

    private static Process journey(int port, Path data) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", "journeys/lost.mjs", "http://localhost:" + port)
                .directory(WEB.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .put(
                        "MINI_CRM_TOKEN",
                        Files.readString(data.resolve("admin-token")).strip());
        return builder.start();
    }

    /** Kills and starts the server when the journey asks for it; returns what it has printed when it ends. */
    private static StringBuilder obey(Process journey, MiniCrm server) throws Exception {
        StringBuilder printed = new StringBuilder();
        BufferedReader output = journey.inputReader();
        Writer answers = journey.outputWriter();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
            switch (line) {
                case "KILL" -> server.kill();
                case "START" -> server.start();
                default -> {
                    continue;
                }
            }
            answers.write("done\n");
            answers.flush();
        }
        return printed;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
