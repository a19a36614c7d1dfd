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
     * Below the range that Linux and macOS use for outgoing connections, so that no such connection can take the port
     * between this check and the server's own bind.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_767;
    private static final int ATTEMPTS = 200;

    /**
     * A port looks free until its server has bound it, and another server of this process may ask for one before that.
     */
    private static final Set<Integer> ASSIGNED = ConcurrentHashMap.newKeySet();

    private LoopbackPort() {}

    /** A port that is free now and has not been assigned in this process before. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port) && ASSIGNED.add(port)) {
                return port;
            }
        }
        throw new EmbeddedStartException("There is no free port on " + HOST + " between " + LOWEST + " and " + HIGHEST
                + ". Stop some servers, or set KAFKA_BROKERS and DATABASE_URL to use servers elsewhere.");
    }

    /** Never assigns this port, because it was configured. */
    static void reserve(int port) {
        ASSIGNED.add(port);
    }

    /** Whether a server can listen on the port now. */
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
