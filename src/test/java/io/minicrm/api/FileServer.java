package io.minicrm.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server with files, as others run them. */
final class FileServer implements AutoCloseable {

    /** A file that comes line by line and never ends. */
    static final String ENDLESS = "/lists/endless.csv";

    /** A file that never ends either, and comes fast. */
    static final String ENDLESS_AND_FAST = "/lists/fast.csv";

    /** Leads to another address. */
    static final String REDIRECT = "/lists/moved.csv";

    private static final int LINES_AT_ONCE = 10_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    FileServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }

    void put(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        byte[] file = files.get(path);
        try (exchange) {
            if (path.equals(REDIRECT)) {
                exchange.getResponseHeaders().set("Location", "/secret.csv");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals(ENDLESS) || path.equals(ENDLESS_AND_FAST)) {
                exchange.sendResponseHeaders(200, 0);
                sendForever(exchange.getResponseBody(), path.equals(ENDLESS) ? 1 : LINES_AT_ONCE);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        }
    }

    /** Ends when the other side closes the connection. */
    private static void sendForever(OutputStream out, int linesAtOnce) throws IOException {
        byte[] lines = "id\n".repeat(linesAtOnce).getBytes(StandardCharsets.UTF_8);
        while (true) {
            out.write(lines);
            out.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
