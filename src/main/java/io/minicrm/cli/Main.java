package io.minicrm.cli;

import io.minicrm.bench.BenchCommand;
import io.minicrm.cli.kafka.KafkaCommand;
import io.minicrm.console.ExitCode;
import io.minicrm.console.SafeWriter;
import io.minicrm.console.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The command line of mini-crm. */
@Command(
        name = "mini-crm",
        description =
                "A campaign engine on Kafka: every message goes out as intended, and every lead is accounted for.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            SamplesCommand.class,
            LeadsCommand.class,
            ImportsCommand.class,
            AttributesCommand.class,
            CampaignsCommand.class,
            DraftsCommand.class,
            UsersCommand.class,
            KeysCommand.class,
            TokenCommand.class,
            LimitsCommand.class,
            AuditCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            KafkaCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        footer = {"", "Add --help to a command to see its options.", "", "Example: mini-crm demo"})
public final class Main {

    private static final int NARROWEST_HELP = 80;
    private static final int WIDEST_HELP = 120;

    private Main() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("kafka")) {
            KafkaCommand.silenceClient();
        }
        boolean debug = System.getenv("MINI_CRM_DEBUG") != null;
        CommandLine commandLine = commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err), debug);
        if (showsHelp(arguments)) {
            commandLine.setUsageHelpWidth(Math.clamp(Terminal.width(), NARROWEST_HELP, WIDEST_HELP));
        }
        System.exit(commandLine.execute(arguments));
    }

    /** The width of the terminal is only determined for the help, because that starts a process. */
    private static boolean showsHelp(String... arguments) {
        return arguments.length == 0 || Stream.of(arguments).anyMatch(Set.of("-h", "--help")::contains);
    }

    /** @param debug whether failures show their stack trace */
    static CommandLine commandLine(Writer out, Writer err, boolean debug) {
        Failures failures = new Failures(debug);
        CommandLine root = new CommandLine(new Main());
        describe(root);
        return root.setOut(new SafeWriter(out))
                .setErr(new SafeWriter(err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::run)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /** Gives every command the same last line of help and the same version. */
    private static void describe(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        if (command.getCommand() instanceof AutoComplete.GenerateCompletion) {
            usage.footer("", "Example: source <(mini-crm generate-completion)");
        }
        usage.footer(Stream.concat(Stream.of(usage.footer()), Stream.of("", ExitCode.HELP))
                .toArray(String[]::new));
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Main::describe);
    }

    /** picocli knows integers as exit codes; our commands return an {@link ExitCode}. */
    private static int run(ParseResult parsed) {
        CommandLine command = parsed.asCommandLineList().getLast();
        try {
            int code = new CommandLine.RunLast().execute(parsed);
            return command.getExecutionResult() instanceof ExitCode exitCode ? exitCode.code() : code;
        } finally {
            command.getOut().flush();
            command.getErr().flush();
        }
    }

    /** Writes UTF-8 whatever the locale is: names and tables contain more than ASCII, and terminals show it. */
    private static Writer writer(FileDescriptor stream) {
        return new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8);
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"mini-crm " + (version == null ? "(not packaged)" : version)};
        }
    }
}
