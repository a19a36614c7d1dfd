package io.minicrm.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** A port stays free until its server has bound it: by then another one of this process may ask. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LoopbackPort() {}

    /** A port that is free now and that nobody in this process was given before. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new EmbeddedStartException("No free port was found on " + HOST + " between " + LOWEST + " and " + HIGHEST
                + ". Stop some servers, or set KAFKA_BROKERS and DATABASE_URL to use servers elsewhere.");
    }

    /** Nobody is to be given this port: it was chosen by hand. */
    static void reserve(int port) {
        GIVEN.add(port);
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
