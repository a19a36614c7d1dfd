package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A provider that never answers one message. SEND_TIMEOUT_MS ends the wait for it; all other messages are sent. */
class SendTimeoutIT {

    private static final int LEADS = 50;
    private static final String LEAD_WITHOUT_ANSWER = "many-000007";

    @TempDir
    private Path folder;

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final WebhookProvider provider = new WebhookProvider(this::answer);

    @AfterEach
    void stop() {
        testIsOver.countDown();
        provider.close();
    }

    /** Answers every request but the first one for that lead. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains(LEAD_WITHOUT_ANSWER)) {
            requests.add(body);
            if (requests.size() == 1) {
                try {
                    testIsOver.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Test
    void aMessageWithoutAnswerIsRetriedOnAChannelThatDropsRepeats() {
        try (var server = server(true)) {
            String campaign = launch(server);
            JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

            assertThat(ServerUnderTest.count(stats, "sent")).isEqualTo(LEADS);
            assertThat(requests).hasSize(2).as("the same request").containsOnly(requests.getFirst());
        }
    }

    @Test
    void aMessageWithoutAnswerEndsAsUnknownOnAChannelWithoutKeys() {
        try (var server = server(false)) {
            String campaign = launch(server);
            JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

            assertThat(ServerUnderTest.count(stats, "sent")).isEqualTo(LEADS - 1);
            assertThat(server.deliveries(campaign, DeliveryStatus.UNKNOWN))
                    .extracting(Delivery::leadId)
                    .containsExactly(LEAD_WITHOUT_ANSWER);
            assertThat(requests).hasSize(1);
        }
    }

    private ServerUnderTest server(boolean idempotent) {
        return new ServerUnderTest(
                folder,
                Map.of(
                        "WEBHOOK_URL",
                        provider.url(),
                        "WEBHOOK_IDEMPOTENT",
                        Boolean.toString(idempotent),
                        "SEND_TIMEOUT_MS",
                        "1500",
                        "RETRY_DELAY_MS",
                        "10"));
    }

    private static String launch(ServerUnderTest server) {
        server.audience("many", LEADS);
        return server.campaign("many", ", \"channel\": \"webhook\"");
    }
}
