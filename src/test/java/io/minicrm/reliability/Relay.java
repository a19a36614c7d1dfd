package io.minicrm.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A port that stays the same while the server behind it stops and starts, and that can simulate a broken network. */
public final class Relay implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 << 10;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InetSocketAddress target;

    public Relay() {
        try {
            listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The port on which it listens, on the loopback address. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sets the target of new connections. */
    void lead(int port) {
        lead(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Sets the target of new connections. */
    public void lead(InetSocketAddress address) {
        target = address;
    }

    /** Ends every connection and refuses new ones. */
    public void cut() {
        target = null;
        open.forEach(Relay::end);
    }

    /** From now on nothing passes on the present connections, and nobody learns of it, as if a firewall forgot them. */
    public void silence() {
        silent.addAll(open);
    }

    /** The clients' connections. */
    public int connections() {
        return Math.toIntExact(
                open.stream().filter(socket -> socket.getLocalPort() == port()).count());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> join(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) {
        InetSocketAddress address = target;
        try (client) {
            if (address == null) {
                return;
            }
            try (Socket server = new Socket(address.getAddress(), address.getPort())) {
                open.add(client);
                open.add(server);
                if (target != address) {
                    return;
                }
                Thread back = Thread.ofVirtual().start(() -> pump(server, client));
                pump(client, server);
                back.join();
            } finally {
                open.remove(client);
            }
        } catch (IOException refused) {
            // As with a broken network, the client sees that the connection is closed.
            end(client);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (!silent.contains(from)) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException ended) {
            end(to);
        } finally {
            end(from);
            end(to);
            open.remove(from);
            silent.remove(from);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
