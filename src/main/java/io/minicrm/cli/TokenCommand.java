package io.minicrm.cli;

import io.minicrm.access.SecretFile;
import io.minicrm.console.AccessToken;
import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints or replaces the owner's token. */
@Command(
        name = "token",
        description = {
            "Print the owner's token of the server on this machine, for scripts.",
            "With --link: print an address that opens the pages logged in, once, for 15 minutes.",
            "With --rotate: replace the token, and log out whoever logged in with it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: curl -H \"Authorization: Bearer $(mini-crm token)\" \\",
            "  http://localhost:8080/api/v1/campaigns"
        })
final class TokenCommand implements Callable<ExitCode> {

    @Option(names = "--link", description = "Print an address of the pages instead.")
    private boolean link;

    @Option(names = "--rotate", description = "Replace the token first, on the running server and in the data folder.")
    private boolean rotate;

    @Option(
            names = "--overlap-seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --rotate, for how long the former token is accepted. Default: ${DEFAULT-VALUE}.")
    private int overlapSeconds;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        if (link && rotate) {
            throw new CommandFailedException(ExitCode.WRONG_USE, "Give --link or --rotate, not both");
        }
        if (link) {
            String address = logInAddress(server);
            out.answer(Map.of("url", address), () -> address + System.lineSeparator());
            return ExitCode.OK;
        }
        String token = rotate ? rotated() : stored(AccessToken.ownerTokenFile(System.getenv()));
        out.answer(Map.of("token", token), () -> token + System.lineSeparator());
        return ExitCode.OK;
    }

    private String rotated() {
        SecretFile file = AccessToken.ownerTokenFile(System.getenv());
        return new OwnerTokenRotation(server.uri(), file).rotate(stored(file), overlapSeconds);
    }

    private static String stored(SecretFile file) {
        try {
            return file.read()
                    .orElseThrow(() -> new CommandFailedException(
                            ExitCode.FAILED,
                            ("There is no token in %s; start the server, or set MINI_CRM_DATA to its folder,"
                                            + " as the user that runs it")
                                    .formatted(file.path())));
        } catch (UncheckedIOException unreadable) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "%s cannot be read; run this as the user that runs the server".formatted(file.path()),
                    unreadable);
        }
    }

    private static String logInAddress(ServerOptions server) {
        try (ApiClient api = server.connect()) {
            return server.uri() + "/" + LogInLink.fragment(api);
        }
    }
}
