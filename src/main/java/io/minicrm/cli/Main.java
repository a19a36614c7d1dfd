package io.minicrm.cli;

import io.minicrm.cli.kafka.KafkaCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of mini-crm. */
@Command(
        name = "mini-crm",
        description = "A campaign engine on Kafka: every message sent as it was meant, every one accounted for.",
        mixinStandardHelpOptions = true,
        subcommands = {ServeCommand.class, KafkaCommand.class, AutoComplete.GenerateCompletion.class})
public final class Main {

    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed, 2 wrong use, 3 nothing matched, 4 inconsistent. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("kafka")) {
            KafkaCommand.silenceClient();
        }
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
