package io.minicrm.reliability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests that once froze the server or used up its memory. Their answers do not matter. */
final class HostileRequests {

    private static final int ENDLESS = 8;
    private static final int LARGE = 8;
    private static final int SILENT = 300;
    private static final int LARGE_BYTES = 10_000_000;

    private static final String CONDITION =
            "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, a + b + c >= 0)))";

    private HostileRequests() {}

    static void send(TortureScene scene) throws IOException {
        int port = scene.port();
        List<Socket> silent = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<?>> answers = Stream.concat(
                            IntStream.range(0, ENDLESS).mapToObj(_ -> endless(port)),
                            IntStream.range(0, LARGE).mapToObj(_ -> large(port)))
                    .<CompletableFuture<?>>map(
                            request -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                                    .exceptionally(_ -> null))
                    .toList();
            for (int i = 0; i < SILENT; i++) {
                silent.add(halfRequest(port));
            }
            answers.forEach(CompletableFuture::join);
            scene.pause(1_000, 10_000);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static HttpRequest endless(int port) {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:%d/api/v1/kafka/topics/campaign.delivery_receipts/messages?where=%s"
                                .formatted(port, URLEncoder.encode(CONDITION, StandardCharsets.UTF_8))))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static HttpRequest large(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/receipts/webhook".formatted(port)))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[" + "{},".repeat(LARGE_BYTES / 3) + "{}]"))
                .build();
    }

    /** A request whose headers never end; the server may refuse the connection. */
    private static Socket halfRequest(int port) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            // Refusing it is one way to survive it.
            return socket;
        }
        return socket;
    }
}
