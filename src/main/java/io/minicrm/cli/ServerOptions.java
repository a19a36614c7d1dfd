package io.minicrm.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** What all commands share that talk to a running server. */
final class ServerOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:MINI_CRM_URL:-http://localhost:8080}",
            description = "Where the server listens (default: MINI_CRM_URL, or http://localhost:8080).")
    private String url = "";

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    boolean json() {
        return json;
    }

    ApiClient connect() {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException unreadable) {
            throw invalid(unreadable);
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw invalid(null);
        }
        return new ApiClient(uri);
    }

    private CommandFailedException invalid(@org.jspecify.annotations.Nullable Exception cause) {
        return new CommandFailedException(
                ExitCode.WRONG_USE,
                "--url (or MINI_CRM_URL) is %s; give one like http://localhost:8080".formatted(url),
                cause);
    }
}
