package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that a provider closes when it likes, as they do without announcing it. */
class KeepAliveTest {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private Behaviour behaviour = (request, socket) -> answer(socket);

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                accepted.add(socket);
                threads.submit(() -> serve(socket));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private @Nullable Void serve(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        for (int request = 1; ; request++) {
            String key = read(in);
            if (key == null) {
                socket.close();
                return null;
            }
            received.merge(key, 1, Integer::sum);
            behaviour.take(request, socket);
        }
    }

    /** Reads a whole request and returns its key; null at the end of the connection. */
    private static @Nullable String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        in.readNBytes(Integer.parseInt(header(head, "content-length")));
        return header(head, "idempotency-key");
    }

    private static String header(CharSequence head, String name) {
        return head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static void answer(Socket socket) throws IOException {
        socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aProviderThatClosesAfterEachAnswerMakesNothingUncertainAlsoWithoutKeys() throws Exception {
        behaviour = (request, socket) -> {
            answer(socket);
            socket.close();
        };

        try (Webhook webhook = webhook(false)) {
            List<Future<SendResult>> sending = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                OutboundMessage message = message("lead-" + i);
                sending.add(threads.submit(() -> webhook.send(message)));
            }
            for (Future<SendResult> one : sending) {
                assertThat(one.get()).isInstanceOf(SendResult.Accepted.class);
            }
        }

        assertThat(received).hasSize(400);
        assertThat(received.values()).containsOnly(1);
    }

    @Test
    void aProviderThatKeepsItsConnectionsIsSentManyMessagesOnOne() throws Exception {
        try (Webhook webhook = webhook(false)) {
            for (int i = 0; i < 20; i++) {
                assertThat(webhook.send(message("lead-" + i))).isInstanceOf(SendResult.Accepted.class);
            }
        }

        assertThat(received).hasSize(20);
        assertThat(connections).hasValueLessThan(20);
    }

    @Test
    void aRestingConnectionThatWasClosedIsReplacedBeforeAnythingIsWritten() throws Exception {
        try (Webhook webhook = webhook(false)) {
            webhook.send(message("ann"));
            Socket first = accepted.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            first.close();

            assertThat(webhook.send(message("bob"))).isInstanceOf(SendResult.Accepted.class);
        }

        assertThat(received.values()).containsOnly(1);
        assertThat(received).hasSize(2);
    }

    @Test
    void aSecondRequestThatGetsNoAnswerIsRepeatedWithItsKey() throws Exception {
        behaviour = closeAtTheSecondRequest();

        try (Webhook webhook = webhook(true)) {
            webhook.send(message("ann"));
            assertThat(webhook.send(message("bob"))).isInstanceOf(SendResult.Accepted.class);
        }

        assertThat(received).containsEntry(message("bob").sendId(), 2);
    }

    @Test
    void aSecondRequestThatGetsNoAnswerIsUncertainWithoutKeysAndSentOnce() throws Exception {
        behaviour = closeAtTheSecondRequest();

        try (Webhook webhook = webhook(false)) {
            webhook.send(message("ann"));
            assertThat(webhook.send(message("bob"))).isInstanceOf(SendResult.Uncertain.class);
        }

        assertThat(received).containsEntry(message("bob").sendId(), 1);
    }

    private static Behaviour closeAtTheSecondRequest() {
        return (request, socket) -> {
            if (request == 1) {
                answer(socket);
            } else {
                socket.close();
            }
        };
    }

    private Webhook webhook(boolean idempotent) {
        URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/messages");
        return new Webhook(new WebhookSettings(url, List.of(), idempotent, 16), Clock.systemUTC());
    }

    private static OutboundMessage message(String lead) {
        return new OutboundMessage(MessageKey.of("campaign-1", lead), lead + "@example.com", Map.of(), "Hi");
    }

    /** What the provider does after it has read a request, the first of its connection being 1. */
    @FunctionalInterface
    private interface Behaviour {
        void take(int request, Socket socket) throws IOException;
    }
}
