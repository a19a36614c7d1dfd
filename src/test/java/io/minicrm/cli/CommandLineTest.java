package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;

/** What the commands do where no server runs. */
class CommandLineTest {

    static Stream<CommandLine> commands() {
        return withSubcommands(
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream()
                        // Its help is picocli's own.
                        .filter(each -> !(each.getCommand() instanceof AutoComplete.GenerateCompletion))
                        .flatMap(CommandLineTest::withSubcommands));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelpsWithAnExample(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName().replaceFirst("^mini-crm ?", "");
        String[] arguments = (name + " --help").strip().split(" ");

        CommandRun run = CommandRun.of(arguments);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Usage: mini-crm")
                .containsPattern("Examples?:")
                .contains("mini-crm " + name);
    }

    /** Tables mark columns with # and !; such a mark means nothing to picocli and would be shown as it is. */
    @ParameterizedTest
    @MethodSource("commands")
    void theLabelsOfAllArgumentsAreWords(CommandLine command) {
        assertThat(command.getCommandSpec().args())
                .extracting(ArgSpec::paramLabel)
                .allMatch(label -> label.matches("[A-Za-z<][A-Z_a-z=:\\[\\],…>]*"));
    }

    @Test
    void withoutACommandItShowsWhatThereIs() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: mini-crm").contains("demo").contains("serve");
    }

    @Test
    void aWrongOptionIsToldInOneLine() {
        CommandRun run = CommandRun.of("campaigns", "list", "--colour");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).containsExactly("Unknown option: '--colour'. See: mini-crm campaigns list --help");
    }

    @Test
    void aRoleThatDoesNotExistIsToldInOneLine() {
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
    void aUrlThatIsNoneIsToldInOneLine() {
        CommandRun run = CommandRun.of("campaigns", "list", "--url", "localhost:8080");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors())
                .containsExactly("--url (or MINI_CRM_URL) is localhost:8080; give one like http://localhost:8080");
    }

    @Test
    void aFileThatIsNotThereIsToldInOneLine() {
        CommandRun run = CommandRun.of("leads", "import", "no/such.csv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).containsExactly("FILE no/such.csv cannot be read; give the path of a CSV file");
    }

    @Test
    void aTableAlignsTextToTheLeftAndNumbersToTheRight() {
        var out = new StringWriter();
        var table = new Table("name", "leads", "note");
        table.row("Zoë", 12_345, "");
        table.row("A longer name", 7, "new");
        table.print(new PrintWriter(out, true));

        assertThat(out.toString().lines())
                .containsExactly("name            leads  note", "Zoë            12,345", "A longer name       7  new");
    }

    @Test
    void numbersThatDoNotAddUpAreShownAsWhatTheyAre() {
        JsonNode campaign = Json.read("""
                {"stats": {"audience": 602, "sent": 540, "failed": 60, "skipped": 1, "unknown": 0, "delivered": 539}}""");

        CampaignNumbers numbers = CampaignNumbers.of(campaign);

        assertThat(numbers.addUp()).isFalse();
        assertThat(numbers.equation()).isEqualTo("audience 602 ≠ sent 540 + failed 60 + skipped 1 + unknown 0");
        assertThat(numbers.receipts()).isEqualTo("delivered 539 of the 540 sent (the other receipts have not arrived)");
    }
}
