package io.minicrm.console;

import io.minicrm.text.VisibleText;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --url}: a mixin of every command that talks to a running server. */
public final class ServerOptions {

    private static final String DEFAULT_URL = "http://localhost:8080";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the mini-crm server. Default: MINI_CRM_URL, or " + DEFAULT_URL + ".")
    private @Nullable String url;

    /** @throws CommandFailedException if the address is not an HTTP URL */
    public ApiClient connect() {
        return connect(TIMEOUT);
    }

    /**
     * @param timeout for each answer
     * @throws CommandFailedException if the address is not an HTTP URL
     */
    public ApiClient connect(Duration timeout) {
        return connect(uri(), timeout);
    }

    /**
     * The address of the server, without a slash at its end.
     *
     * @throws CommandFailedException if the address is not an HTTP URL
     */
    public URI uri() {
        String address = address().replaceFirst("/+$", "");
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException unreadable) {
            throw invalid(address, unreadable);
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw invalid(address, null);
        }
        return uri;
    }

    /**
     * A client of a server, with the API key that belongs to it.
     *
     * @param timeout for each answer
     */
    public static ApiClient connect(URI server, Duration timeout) {
        return new ApiClient(server, timeout, AccessToken.find(server).orElse(null));
    }

    private String address() {
        String given = url == null ? System.getenv("MINI_CRM_URL") : url;
        return given == null || given.isBlank() ? DEFAULT_URL : given.strip();
    }

    private static CommandFailedException invalid(String address, @Nullable Exception cause) {
        return new CommandFailedException(
                ExitCode.WRONG_USE,
                "--url (or MINI_CRM_URL) is %s; give one like %s"
                        .formatted(VisibleText.withoutUserInfo(address), DEFAULT_URL),
                cause);
    }
}
