package io.minicrm.cli;

import io.minicrm.app.StartException;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.inspector.BrokerRefusedException;
import io.minicrm.inspector.InvalidQueryException;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one path from a failure to what the user sees: a line on standard error and an exit code. Stack traces are
 * printed only if MINI_CRM_DEBUG is set.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final boolean debug;

    Failures(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (debug) {
            failure.printStackTrace(err);
        }
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case CommandFailedException failed -> print(err, message, failed.exitCode());
            case InvalidQueryException _ -> printLines(err, "--" + message, ExitCode.WRONG_USE);
            case InvalidSettingException _, StartException _ -> print(err, message, ExitCode.WRONG_USE);
            case NoSuchFileException _ ->
                print(err, "%s does not exist; give the path of a file".formatted(message), ExitCode.WRONG_USE);
            case BrokerUnreachableException _,
                    BrokerRefusedException _,
                    UnknownTopicException _,
                    IOException _,
                    UncheckedIOException _ -> print(err, message, ExitCode.FAILED);
            default ->
                print(err, failure + " (this is a bug of mini-crm; MINI_CRM_DEBUG=1 shows where)", ExitCode.FAILED);
        };
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        if (arguments.length == 0) {
            command.usage(command.getErr());
            return ExitCode.WRONG_USE.code();
        }
        return print(
                command.getErr(),
                "%s%s. See: %s --help"
                        .formatted(
                                withoutFullStop(String.valueOf(wrong.getMessage())),
                                suggestion(wrong),
                                command.getCommandSpec().qualifiedName()),
                ExitCode.WRONG_USE);
    }

    private static String suggestion(ParameterException wrong) {
        return wrong instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? " (did you mean %s?)".formatted(String.join(", ", unmatched.getSuggestions()))
                : "";
    }

    private static String withoutFullStop(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static int print(PrintWriter err, String message, ExitCode exitCode) {
        String line = message.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("");
        return printLines(err, line, exitCode);
    }

    /** Several lines are printed only where one points to a position in another. */
    private static int printLines(PrintWriter err, String message, ExitCode exitCode) {
        err.println(message);
        return exitCode.code();
    }
}
