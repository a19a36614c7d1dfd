package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of {@code ./mini-crm serve}, as a process, when it cannot start, and its stop. */
class StartFailuresIT {

    private static final List<String> SERVE = List.of("./mini-crm", "serve");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CHUNK_SIZE    | abc               | CHUNK_SIZE=abc: give a whole number from 1 to 200
        PORT          | http              | PORT=http: give a whole number from 0 to 65535
        HOST          | 192.0.2.1         | HOST=192.0.2.1: give an address of this machine, such as 127.0.0.1 or 0.0.0.0
        DATABASE_URL  | mysql://localhost | DATABASE_URL=mysql://…: give postgresql://user:password@host:port/database or mongodb://user:password@host:port/database
        """)
    void aWrongSettingIsOneLine(String variable, String value, String line) throws Exception {
        try (Launched serve = Launched.start(folder, Map.of(variable, value), SERVE)) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err()).containsExactly(line);
            assertThat(serve.out()).isEmpty();
        }
    }

    /** Nobody is there to approve it, so the demo would never end. */
    @Test
    void aDemoThatNeedsAnApprovalEndsWithOneLine() throws Exception {
        try (Launched demo = Launched.start(
                folder, Map.of("REQUIRE_APPROVAL_ABOVE", "601"), List.of("./mini-crm", "demo", "--exit"))) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err().getLast())
                    .contains("needs an approval for its 602 leads")
                    .contains("run the demo without REQUIRE_APPROVAL_ABOVE");
        }
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Launched serve =
                        Launched.start(folder, Map.of("PORT", Integer.toString(taken.getLocalPort())), SERVE)) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err())
                    .singleElement()
                    .asString()
                    .startsWith("PORT=" + taken.getLocalPort() + ": cannot listen there");
        }
    }

    @Test
    void aDataFolderInUseIsOneLineAndTheFirstServerGoesOnAndStopsCleanly() throws Exception {
        try (Launched first = Launched.start(folder, Map.of(), SERVE)) {
            await().atMost(Duration.ofMinutes(2)).until(() -> !first.out().isEmpty());
            try (Launched second = Launched.start(folder, Map.of(), List.of("./mini-crm", "demo", "--exit"))) {
                assertThat(second.exitCode()).isEqualTo(2);
                assertThat(second.err())
                        .singleElement()
                        .asString()
                        .contains("is in use by another mini-crm")
                        .contains("MINI_CRM_DATA");
            }
            assertThat(first.isAlive()).isTrue();

            first.terminate();

            await().atMost(Duration.ofSeconds(20)).until(() -> !first.isAlive());
            assertThat(first.exitCode()).isEqualTo(143);
            assertThat(first.out().getFirst()).startsWith("mini-crm listens on http://localhost:");
            assertThat(first.err()).noneMatch(line -> line.contains("Exception") || line.contains("did not stop"));
        }
    }
}
