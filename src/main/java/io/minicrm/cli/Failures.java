package io.minicrm.cli;

import io.minicrm.app.StartException;
import io.minicrm.settings.InvalidSettingException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells people in one line what went wrong; stack traces are for those who ask for them. */
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
        return switch (failure) {
            case CommandFailedException told -> say(err, String.valueOf(told.getMessage()), told.exitCode());
            case InvalidSettingException wrong -> say(err, String.valueOf(wrong.getMessage()), ExitCode.WRONG_USE);
            case StartException mendable -> say(err, String.valueOf(mendable.getMessage()), ExitCode.WRONG_USE);
            default ->
                say(err, failure + " (this is a fault of mini-crm; MINI_CRM_DEBUG=1 shows where)", ExitCode.FAILED);
        };
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        boolean hasSubcommands = !command.getSubcommands().isEmpty();
        if (hasSubcommands
                && command.getParseResult() != null
                && command.getParseResult().originalArgs().isEmpty()) {
            command.usage(command.getErr());
            return ExitCode.WRONG_USE;
        }
        return say(
                command.getErr(),
                "%s. See: %s --help"
                        .formatted(wrong.getMessage(), command.getCommandSpec().qualifiedName()),
                ExitCode.WRONG_USE);
    }

    private static int say(PrintWriter err, String message, int exitCode) {
        err.println(message.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse(""));
        return exitCode;
    }
}
