package io.minicrm.cli.kafka;

import io.minicrm.embedded.TestServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What an inspector command said, and how it ended. */
public record CommandRun(int status, String output, String errors) {

    /** Runs a command against the shared broker, and against a server that is not there. */
    static CommandRun of(String... arguments) {
        return at(TestServers.kafka(), arguments);
    }

    /** Runs a command against these brokers. */
    public static CommandRun at(String brokers, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--brokers", brokers));
        return bare(all.toArray(String[]::new));
    }

    static CommandRun bare(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = new CommandLine(new KafkaCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        return new CommandRun(status, output.toString(), errors.toString());
    }
}
