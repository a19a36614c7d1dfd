package io.minicrm.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider that costs as little as possible, in a process of its own: it reads each request and accepts it. Every
 * request is one POST with a {@code Content-Length}; {@code GET /count} returns how many there were.
 */
final class WebhookSink {

    private static final int BACKLOG = 1_000;
    private static final String LENGTH = "content-length:";
    private static final byte[] ACCEPTED = answer("{}");

    private final AtomicLong messages = new AtomicLong();

    private WebhookSink() {}

    /** Prints its port and runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        var sink = new WebhookSink();
        try (var listener = new ServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1"))) {
            System.out.println(listener.getLocalPort());
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> sink.serve(socket));
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String start = line(in); !start.isEmpty(); start = line(in)) {
                in.skipNBytes(bodyLength(in));
                if (start.startsWith("GET")) {
                    socket.getOutputStream().write(answer(Long.toString(messages.get())));
                } else {
                    messages.incrementAndGet();
                    socket.getOutputStream().write(ACCEPTED);
                }
            }
        } catch (IOException closed) {
            // The client has closed the connection.
        }
    }

    private static long bodyLength(InputStream in) throws IOException {
        long length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Long.parseLong(header.substring(LENGTH.length()).strip());
            }
        }
        return length;
    }

    /** Without its end; empty at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static byte[] answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
