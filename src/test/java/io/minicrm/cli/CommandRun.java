package io.minicrm.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** One run of the command line in this process. */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs {@code mini-crm} with these arguments. */
    public static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true), false)
                .execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** Runs {@code mini-crm kafka} with these arguments against these brokers. */
    public static CommandRun kafka(String brokers, String... arguments) {
        List<String> all = new ArrayList<>(List.of("kafka"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--brokers", brokers));
        return of(all.toArray(String[]::new));
    }

    /** The lines on standard error. */
    public List<String> errors() {
        return err.lines().toList();
    }
}
