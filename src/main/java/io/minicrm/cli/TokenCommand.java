package io.minicrm.cli;

import io.minicrm.access.OwnerTokenFile;
import io.minicrm.console.AccessToken;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the owner's token. */
@Command(
        name = "token",
        description = "Print the owner's token of the server on this machine, for scripts.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: export MINI_CRM_TOKEN=$(mini-crm token)"})
final class TokenCommand implements Callable<ExitCode> {

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        OwnerTokenFile file = AccessToken.ownerTokenFile(System.getenv());
        String token;
        try {
            token = file.read().orElse(null);
        } catch (UncheckedIOException unreadable) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "%s cannot be read; run this as the user that runs the server".formatted(file.path()),
                    unreadable);
        }
        if (token == null) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "There is no token in %s; start the server with MINI_CRM_AUTH=on, or set MINI_CRM_DATA to its folder"
                            .formatted(file.path()));
        }
        out.answer(Map.of("token", token), () -> token + System.lineSeparator());
        return ExitCode.OK;
    }
}
