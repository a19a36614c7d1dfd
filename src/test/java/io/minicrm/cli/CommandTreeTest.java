package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.console.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Walks over all commands: each has the same kinds of help, options, failures and exit codes. */
class CommandTreeTest {

    /** A command of picocli itself: it prints a shell script and accepts any argument. */
    private static final String COMPLETION = "mini-crm generate-completion";

    /** Commands that work in this process and do not connect to anything. */
    private static final Set<String> LOCAL = Set.of(
            "mini-crm demo",
            "mini-crm serve",
            "mini-crm token",
            "mini-crm bench",
            "mini-crm export",
            "mini-crm import",
            COMPLETION);

    static Stream<CommandLine> commands() {
        return withSubcommands(
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false));
    }

    static Stream<CommandLine> leaves() {
        return commands().filter(command -> command.getSubcommands().isEmpty());
    }

    static Stream<CommandLine> clients() {
        return leaves().filter(command -> !LOCAL.contains(name(command)));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(CommandTreeTest::withSubcommands));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static CommandRun run(CommandLine command, String... arguments) {
        String path = name(command).replaceFirst("^mini-crm ?", "");
        Stream<String> words = path.isEmpty() ? Stream.of() : Stream.of(path.split(" "));
        return CommandRun.of(Stream.concat(words, Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void allCommandsAreWalkedOver() {
        assertThat(commands().map(CommandTreeTest::name))
                .contains(
                        "mini-crm",
                        "mini-crm campaigns pause",
                        "mini-crm kafka dead-letters replay",
                        "mini-crm export",
                        "mini-crm bench")
                .hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasAnExampleAndTheExitCodes(CommandLine command) {
        CommandRun run = run(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Usage: " + name(command))
                .containsPattern("Examples?:\\s[^\\n]*" + name(command))
                .contains("Exit codes: ")
                .endsWith("4 inconsistent.\n");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void versionIsThatOfTheProgram(CommandLine command) {
        CommandRun run = run(command, "--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("mini-crm ");
    }

    /** A command says what it does in the imperative, an option what it is; both in sentences. */
    @ParameterizedTest
    @MethodSource("commands")
    void descriptionsAreSentences(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (name(command).equals(COMPLETION)) {
            return;
        }

        assertThat(spec.usageMessage().description())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("."), "ends with a full stop");
        assertThat(spec.args())
                .allSatisfy(argument -> assertThat(argument.description())
                        .as("description of %s", label(argument))
                        .isNotEmpty()
                        .allMatch(line -> line.endsWith("."), "ends with a full stop")
                        .allMatch(line -> line.matches("(?s)[A-Z$-].*"), "begins with a capital letter"));
    }

    private static String label(ArgSpec argument) {
        return switch (argument) {
            case OptionSpec option -> option.longestName();
            case PositionalParamSpec positional -> positional.paramLabel();
            default -> argument.toString();
        };
    }

    /** A line that is longer is wrapped, and a wrapped example cannot be copied. */
    @ParameterizedTest
    @MethodSource("commands")
    void examplesFitIntoALine(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().footer()).allMatch(line -> line.length() < 80);
    }

    /** The synopsis shows an argument in brackets if it may be left out. */
    @ParameterizedTest
    @MethodSource("commands")
    void argumentsWithADefaultAreShownAsOptional(CommandLine command) {
        assertThat(command.getCommandSpec().positionalParameters())
                .filteredOn(argument -> argument.defaultValue() != null)
                .allMatch(argument -> argument.arity().min() == 0);
    }

    /** Defaults written in two ways would look like two different things. */
    @ParameterizedTest
    @MethodSource("commands")
    void defaultsAreWrittenInOneWay(CommandLine command) {
        assertThat(run(command, "--help").out()).doesNotContain("(default", "default:", "Default is");
    }

    /** A sign before a label, such as the ! of a table's heads, would be shown as part of the label. */
    @ParameterizedTest
    @MethodSource("commands")
    void labelsAreWords(CommandLine command) {
        assertThat(command.getCommandSpec().args())
                .extracting(ArgSpec::paramLabel)
                .allMatch(label -> label.matches("[A-Z<][A-Z_a-z=:\\[\\],…>]*"));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void answersCanBeHadInJson(CommandLine command) {
        if (name(command).equals(COMPLETION)) {
            return;
        }

        assertThat(command.getCommandSpec().findOption("--json")).as("--json").isNotNull();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsWrongUseInOneLine(CommandLine command) {
        if (name(command).equals(COMPLETION)) {
            return;
        }

        CommandRun run = run(command, "--no-such-option");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().endsWith("See: " + name(command) + " --help");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aGroupWithoutACommandIsWrongUse(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return;
        }

        CommandRun run = run(command);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotEmpty();
    }

    /** All at once, because a Kafka client takes seconds to give up. */
    @Test
    void anUnreachableServerOrBrokerIsAFailureInOneLine() throws Exception {
        String address = "127.0.0.1:" + unusedPort();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<CommandRun>> runs = new TreeMap<>();
            clients().forEach(command -> {
                boolean isKafka = name(command).startsWith("mini-crm kafka ");
                List<String> arguments = new ArrayList<>(requiredArguments(command.getCommandSpec()));
                arguments.addAll(isKafka ? List.of("--brokers", address) : List.of("--url", "http://" + address));
                runs.put(name(command), threads.submit(() -> run(command, arguments.toArray(String[]::new))));
            });

            assertThat(runs).hasSizeGreaterThan(20);
            for (Map.Entry<String, Future<CommandRun>> run : runs.entrySet()) {
                CommandRun done = run.getValue().get();
                assertThat(done.exitCode())
                        .as("%s: %s", run.getKey(), done.err())
                        .isEqualTo(1);
                assertThat(done.out()).as(run.getKey()).isEmpty();
                assertThat(done.errors())
                        .as(run.getKey())
                        .singleElement()
                        .asString()
                        .contains(address)
                        .doesNotContain("Exception", "\tat ");
            }
        }
    }

    private static List<String> requiredArguments(CommandSpec spec) {
        Stream<String> options = spec.options().stream()
                .filter(ArgSpec::required)
                .flatMap(option -> Stream.of(option.longestName(), value(option)));
        Stream<String> positionals =
                spec.positionalParameters().stream().filter(ArgSpec::required).map(CommandTreeTest::value);
        return Stream.concat(positionals, options).toList();
    }

    /** A value that the command accepts before it connects. */
    private static String value(ArgSpec argument) {
        return switch (argument.paramLabel()) {
            case "PARTITIONS" -> "1";
            case "LETTER" -> "0:0";
            case "POSITION" -> "earliest";
            case "FILE" -> "pom.xml";
            default -> "any";
        };
    }

    private static int unusedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void theHelpNamesEveryExitCode() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).containsExactly(0, 1, 2, 3, 4);
        assertThat(ExitCode.values()).allMatch(code -> ExitCode.HELP.contains(" " + code.code() + " "));
    }
}
