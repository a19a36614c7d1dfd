package io.minicrm.cli;

import io.minicrm.access.SecretFile;
import io.minicrm.console.AccessToken;
import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** Replaces the owner's token, on a running server and in its data folder. */
final class OwnerTokenRotation {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final URI server;
    private final SecretFile file;

    /**
     * @param server on this machine: a token must not be sent elsewhere
     * @param file of the server's data folder, with its present token
     */
    OwnerTokenRotation(URI server, SecretFile file) {
        if (!AccessToken.isOfThisMachine(server)) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    ("--rotate writes the token to the data folder of a server on this machine, and %s is elsewhere;"
                                    + " use mini-crm keys rotate owner")
                            .formatted(server));
        }
        this.server = server;
        this.file = file;
    }

    /**
     * The new token, which the file contains then. The present token is used for the request, which shows that the
     * folder is that of the server.
     *
     * @param overlapSeconds for how long the present token is still accepted
     * @throws CommandFailedException if the server refuses, or if the file cannot be written; the message contains the
     *     token then, because it cannot be read again
     */
    String rotate(String present, int overlapSeconds) {
        String token;
        try (ApiClient api = new ApiClient(server, TIMEOUT, present)) {
            token = api.post("/keys/owner/rotate", Json.object().put("overlap_seconds", overlapSeconds))
                    .path("data")
                    .path("token")
                    .asString("");
        }
        try {
            file.write(token);
        } catch (UncheckedIOException failure) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "The token was replaced, but %s cannot be written (%s); write this line to it: %s"
                            .formatted(file.path(), failure.getCause(), token),
                    failure);
        }
        return token;
    }
}
