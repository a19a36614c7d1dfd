package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.template.MessageHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a real HTTP server on this machine. */
class WebhookTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final OutboundMessage MESSAGE = new OutboundMessage(
            MessageKey.of("campaign-1", "lead-1"),
            "ann@example.com",
            Map.of(MessageHeader.SUBJECT, "Hello"),
            "Hi \"Änn\"\n");

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Handler handler = exchange -> answer(exchange, 200, "");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            handler.handle(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void postsTheMessageAsJsonUnderItsIdempotencyKey() throws Exception {
        assertThat(send(null, true)).isEqualTo(new SendResult.Accepted(null));

        Request request = requests.take();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("Idempotency-Key")).isEqualTo(MESSAGE.sendId());
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        JsonNode json = JsonMapper.shared().readTree(request.body());
        assertThat(json.get("send_id").stringValue()).isEqualTo(MESSAGE.sendId());
        assertThat(json.get("campaign_id").stringValue()).isEqualTo("campaign-1");
        assertThat(json.get("lead_id").stringValue()).isEqualTo("lead-1");
        assertThat(json.get("to").stringValue()).isEqualTo("ann@example.com");
        assertThat(json.get("subject").stringValue()).isEqualTo("Hello");
        assertThat(json.get("body").stringValue()).isEqualTo("Hi \"Änn\"\n");
    }

    @Test
    void signsSoThatTheReceiverCanVerify() throws Exception {
        send(SECRET, true);

        Request request = requests.take();
        assertThat(request.header("webhook-id")).isEqualTo(MESSAGE.sendId());
        Map<String, List<String>> signed = signed(request);
        var receiver = new com.standardwebhooks.Webhook(SECRET);
        receiver.verify(request.body(), signed);
        assertThatThrownBy(() -> receiver.verify(request.body().replace("ann@", "eve@"), signed))
                .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
    }

    @Test
    void whileASecretIsReplacedReceiversVerifyWithEither() throws Exception {
        String former = "whsec_" + "B".repeat(32);
        try (var webhook = webhook(List.of(SECRET, former), true)) {
            webhook.send(MESSAGE);
        }

        Request request = requests.take();
        assertThat(request.header("webhook-signature").split(" ")).hasSize(2);
        Map<String, List<String>> signed = signed(request);
        new com.standardwebhooks.Webhook(SECRET).verify(request.body(), signed);
        new com.standardwebhooks.Webhook(former).verify(request.body(), signed);
        assertThatThrownBy(() ->
                        new com.standardwebhooks.Webhook("whsec_" + "C".repeat(32)).verify(request.body(), signed))
                .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
    }

    private static Map<String, List<String>> signed(Request request) {
        return Map.of(
                "webhook-id", List.of(request.header("webhook-id")),
                "webhook-timestamp", List.of(request.header("webhook-timestamp")),
                "webhook-signature", List.of(request.header("webhook-signature")));
    }

    @Test
    void sendsTheSameBodyAtEveryAttempt() throws Exception {
        send(SECRET, true);
        send(SECRET, true);

        assertThat(requests.take().body()).isEqualTo(requests.take().body());
    }

    @Test
    void takesTheProvidersIdFromItsAnswer() throws Exception {
        handler = exchange -> answer(exchange, 202, "{\"id\": \"msg_42\", \"more\": []}");

        assertThat(send(null, true)).isEqualTo(new SendResult.Accepted("msg_42"));
    }

    @Test
    void anAcceptedMessageIsAcceptedWhateverTheAnswerSaysBesides() throws Exception {
        handler = exchange -> answer(exchange, 200, "thank you! ".repeat(100_000));

        assertThat(send(null, false)).isEqualTo(new SendResult.Accepted(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 503})
    void whatWasRefusedBeforeAnyWorkIsTriedAgainOnEveryChannel(int status) throws Exception {
        handler = exchange -> answer(exchange, status, "");

        assertThat(send(null, false)).isEqualTo(new SendResult.Transient("HTTP " + status, null));
    }

    @Test
    void aRetryAfterInSecondsIsUsed() throws Exception {
        handler = exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            answer(exchange, 429, "{\"message\": \"slow down\"}");
        };

        assertThat(send(null, true)).isEqualTo(new SendResult.Transient("HTTP 429: slow down", Duration.ofSeconds(7)));
    }

    @Test
    void aRetryAfterThatIsADateIsUsed() {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        ZonedDateTime then = now.plusSeconds(90).atZone(ZoneOffset.UTC);

        assertThat(RetryAfter.parse(DateTimeFormatter.RFC_1123_DATE_TIME.format(then), now))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 11:00:00 GMT", now)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("999999999", now)).isEqualTo(Duration.ofDays(1));
        assertThat(RetryAfter.parse("soon", now)).isNull();
        assertThat(RetryAfter.parse("-3", now)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 520})
    void aServerErrorMayComeAfterTheWorkWasDone(int status) throws Exception {
        handler = exchange -> answer(exchange, status, "");

        assertThat(send(null, true)).isEqualTo(new SendResult.Uncertain("HTTP " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 422, 501})
    void aRefusalIsPermanentAndHasTheProvidersReason(int status) throws Exception {
        handler = exchange -> answer(exchange, status, "{\"detail\": \"no such\\n mailbox\"}");

        assertThat(send(null, true)).isEqualTo(new SendResult.Rejected("HTTP " + status + ": no such mailbox"));
    }

    @Test
    void aConflictMeansThatTheSameKeyIsBeingWorkedOn() throws Exception {
        handler = exchange -> answer(exchange, 409, "");

        assertThat(send(null, true)).isInstanceOf(SendResult.Uncertain.class);
        assertThat(send(null, false)).isInstanceOf(SendResult.Rejected.class);
    }

    @Test
    void aReasonIsCut() throws Exception {
        handler = exchange -> answer(exchange, 400, "x".repeat(50_000));

        assertThat(((SendResult.Rejected) send(null, true)).reason()).hasSizeLessThan(350);
    }

    @Test
    void nothingWasSentWhenNobodyListens() throws Exception {
        server.stop(0);

        assertThat(send(null, false)).isInstanceOf(SendResult.Transient.class);
    }

    @Test
    void aConnectionThatBreaksAfterTheRequestLeavesItUncertain() throws Exception {
        handler = HttpExchange::close;

        assertThat(send(null, false)).isInstanceOf(SendResult.Uncertain.class);
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        handler = exchange -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                exchange.close();
            }
        };
        try (Webhook webhook = webhook(List.of(), true)) {
            BlockingQueue<Class<?>> ends = new LinkedBlockingQueue<>();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    ends.add(webhook.send(MESSAGE).getClass());
                } catch (InterruptedException interrupted) {
                    ends.add(interrupted.getClass());
                }
            });
            assertThat(requests.poll(10, TimeUnit.SECONDS)).isNotNull();

            sender.interrupt();

            assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(InterruptedException.class);
        }
    }

    @Test
    void manyAreOnTheirWayAtOnce() throws Exception {
        int many = 200;
        CountDownLatch allThere = new CountDownLatch(many);
        handler = exchange -> {
            allThere.countDown();
            try {
                answer(exchange, allThere.await(20, TimeUnit.SECONDS) ? 200 : 400, "");
            } catch (InterruptedException stopped) {
                exchange.close();
            }
        };
        try (Webhook webhook = webhook(List.of(), true)) {
            List<Future<SendResult>> sending = IntStream.range(0, many)
                    .mapToObj(i -> threads.submit(() -> webhook.send(MESSAGE)))
                    .toList();
            for (Future<SendResult> one : sending) {
                assertThat(one.get()).isEqualTo(new SendResult.Accepted(null));
            }
        }
    }

    @Test
    void aLeadIsReachedByEmailElseByPhone() {
        try (Webhook webhook = webhook(List.of(), true)) {
            assertThat(webhook.addressOf(lead("ann@example.com", "+49301"))).isEqualTo("ann@example.com");
            assertThat(webhook.addressOf(lead(null, "+49301"))).isEqualTo("+49301");
            assertThat(webhook.addressOf(lead(null, null))).isNull();
        }
    }

    @Test
    void settingsThatCannotWorkAreRefusedWithoutShowingThem() {
        assertThatThrownBy(() -> new WebhookSettings(URI.create("ftp://host/token"), List.of(), true, 64))
                .hasMessageContaining("http://host/path")
                .hasMessageNotContaining("token");
        assertThatThrownBy(
                        () -> new WebhookSettings(URI.create("http://host/"), List.of(SECRET, "whsec_???"), true, 64))
                .hasMessageContaining("base64")
                .hasMessageNotContaining("???");
        assertThat(new WebhookSettings(URI.create("http://host/token"), List.of(SECRET), true, 64).toString())
                .doesNotContain("token", SECRET);
    }

    private SendResult send(@Nullable String secret, boolean idempotent) throws InterruptedException {
        try (Webhook webhook = webhook(secret == null ? List.of() : List.of(secret), idempotent)) {
            return webhook.send(MESSAGE);
        }
    }

    private Webhook webhook(List<String> secrets, boolean idempotent) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/messages");
        return new Webhook(new WebhookSettings(url, secrets, idempotent, 200), Clock.systemUTC());
    }

    private static Lead lead(@Nullable String email, @Nullable String phone) {
        return new Lead("lead-1", "Ann", email, phone, false, Attributes.of(Map.of()), Instant.EPOCH);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private record Request(String method, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow()
                    .getValue()
                    .getFirst();
        }
    }
}
