package io.minicrm.console;

import io.minicrm.access.SecretFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API key that commands use: MINI_CRM_TOKEN, or for a server on this machine the owner's token in its data folder.
 */
public final class AccessToken {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private AccessToken() {}

    /** The key for a server; empty if there is none, which is enough for a server without access control. */
    static Optional<String> find(URI server) {
        return find(server, System.getenv());
    }

    static Optional<String> find(URI server, Map<String, String> environment) {
        String given = environment.getOrDefault("MINI_CRM_TOKEN", "").strip();
        if (!given.isEmpty()) {
            return Optional.of(given);
        }
        // Another machine must not be sent the token of this one.
        if (!isOfThisMachine(server)) {
            return Optional.empty();
        }
        try {
            return ownerTokenFile(environment).read();
        } catch (UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether a server is on this machine, by the name in its address. */
    public static boolean isOfThisMachine(URI server) {
        return THIS_MACHINE.contains(server.getHost());
    }

    /**
     * A client of a server that uses this data folder, with its owner's token.
     *
     * @param timeout for each answer
     */
    public static ApiClient connectAsOwner(URI server, Path dataFolder, Duration timeout) {
        return new ApiClient(
                server,
                timeout,
                SecretFile.ofOwner(dataFolder).read().or(() -> find(server)).orElse(null));
    }

    /** Where the owner's token of the server on this machine is. */
    public static SecretFile ownerTokenFile(Map<String, String> environment) {
        return SecretFile.ofOwner(Path.of(environment.getOrDefault("MINI_CRM_DATA", "./data")));
    }
}
