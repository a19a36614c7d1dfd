package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Commands without a running server. */
class CommandLineTest {

    @Test
    void withoutACommandTheUsageIsPrinted() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: mini-crm").contains("demo").contains("serve");
    }

    @Test
    void anUnknownOptionIsReportedInOneLine() {
        CommandRun run = CommandRun.of("campaigns", "list", "--colour");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).containsExactly("Unknown option: '--colour'. See: mini-crm campaigns list --help");
    }

    @Test
    void aMistypedCommandIsReportedWithTheOneThatIsMeant() {
        CommandRun run = CommandRun.of("campaigns", "wach");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .containsExactly("Unmatched argument at index 1: 'wach' (did you mean watch?)."
                        + " See: mini-crm campaigns --help");
    }

    @Test
    void anUnknownRoleIsReportedInOneLine() {
        CommandRun run = CommandRun.of("serve", "--roles", "sender,postman");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .containsExactly(
                        "--roles=postman: use one or more of api, publisher, expander, sender, receipts, stats");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedInOneLine() throws IOException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        String url = "http://localhost:" + port;

        CommandRun run = CommandRun.of("campaigns", "list", "--url", url);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).singleElement().asString().startsWith("No mini-crm answers at " + url);
    }

    @Test
    void aUrlWithoutSchemeIsReportedInOneLine() {
        CommandRun run = CommandRun.of("campaigns", "list", "--url", "localhost:8080");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .containsExactly("--url (or MINI_CRM_URL) is localhost:8080; give one like http://localhost:8080");
    }

    @Test
    void aMissingFileIsReportedInOneLine() {
        CommandRun run = CommandRun.of("leads", "import", "no/such.csv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).containsExactly("FILE no/such.csv cannot be read; give the path of a CSV file");
    }
}
