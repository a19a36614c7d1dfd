package io.minicrm.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the image without building it. */
class ContainerImageTest {

    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void whatIsCopiedFromTheCheckoutIsThereAndNotIgnored() {
        Set<String> sent = Documents.text(Documents.DEPLOY.resolve("Dockerfile.dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .collect(Collectors.toSet());
        List<String> copied = dockerfile
                .all("COPY")
                .filter(copy -> !copy.startsWith("--from="))
                .flatMap(copy -> sources(copy).stream())
                .toList();

        assertThat(copied).hasSizeGreaterThan(5).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(copied).allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    /** Without the flags at the start and the target at the end. */
    private static List<String> sources(String copy) {
        List<String> words = Arrays.stream(copy.split(" "))
                .filter(word -> !word.startsWith("--"))
                .toList();
        return words.subList(0, words.size() - 1);
    }

    @Test
    void itRunsAsANumberedUserAndGetsItsSignalsItself() {
        assertThat(dockerfile.last("USER")).matches("[1-9][0-9]+:[1-9][0-9]+");
        assertThat(dockerfile.last("ENTRYPOINT")).isEqualTo("[\"/opt/mini-crm/mini-crm\"]");
        assertThat(dockerfile.last("CMD")).isEqualTo("[\"serve\"]");
        // Without exec, the shell would receive the signal and not pass it on.
        assertThat(Documents.text(Path.of("mini-crm"))).containsPattern("(?m)^exec \"\\$java_home/bin/java\"");
    }

    @Test
    void everyBaseHasAFixedVersion() {
        assertThat(dockerfile.all("FROM").map(from -> from.split(" ")[0]).filter(image -> image.contains(":")))
                .hasSize(4)
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void theHealthCheckReportsTheServersAnswer(int answer, int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(healthCheck(server.getAddress().getPort())).isEqualTo(status);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theHealthCheckFailsWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        assertThat(healthCheck(port)).isEqualTo(1);
    }

    private static int healthCheck(int port) throws IOException, InterruptedException {
        Path script = Documents.DEPLOY.resolve("healthcheck");
        assertThat(Files.isExecutable(script)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
