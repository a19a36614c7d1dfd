package io.minicrm.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
final class LoopbackPort {

    static final String HOST = "127.0.0.1";

    /**
     * Below the range from which Linux and macOS take the ports of outgoing connections, so that none of those can take the port
     * between this look and the server's own bind.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_767;
    private static final int ATTEMPTS = 200;

    private LoopbackPort() {}

    /** A port that is free now. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedStartException("No free port was found on " + HOST + " between " + LOWEST + " and " + HIGHEST
                + ". Stop some servers, or set KAFKA_BROKERS and DATABASE_URL to use servers elsewhere.");
    }

    /** Whether a server could listen there now. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
