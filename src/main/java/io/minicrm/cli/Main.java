package io.minicrm.cli;

import io.minicrm.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of mini-crm. */
@Command(
        name = "mini-crm",
        description = "A campaign engine on Kafka: every message sent as it was meant, every one accounted for.",
        mixinStandardHelpOptions = true,
        subcommands = {ServeCommand.class, BenchCommand.class})
public final class Main {

    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong use, 3 nothing matched, 4 inconsistent. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
