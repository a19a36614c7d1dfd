package io.minicrm.cli;

import io.minicrm.bench.BenchCommand;
import io.minicrm.cli.kafka.KafkaCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line of mini-crm. */
@Command(
        name = "mini-crm",
        description = "A campaign engine on Kafka: every message sent as it was meant, every one accounted for.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            LeadsCommand.class,
            CampaignsCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            KafkaCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        footer = {"", "Example: mini-crm demo"})
public final class Main {

    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong use, 3 nothing matched, 4 inconsistent. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("kafka")) {
            KafkaCommand.silenceClient();
        }
        System.exit(commandLine(
                        writer(FileDescriptor.out), writer(FileDescriptor.err), System.getenv("MINI_CRM_DEBUG") != null)
                .execute(arguments));
    }

    /** @param debug whether failures show their stack trace */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, boolean debug) {
        var failures = new Failures(debug);
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /** UTF-8 whatever the locale says: names and progress bars need more than ASCII, and terminals show it. */
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"mini-crm " + (version == null ? "(not packaged)" : version)};
        }
    }
}
