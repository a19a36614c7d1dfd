package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.minicrm.delivery.DeliveryStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The number of requests at the provider reaches SENDS_IN_FLIGHT and never exceeds it. */
class SendsInFlightIT {

    private static final int SENDS_IN_FLIGHT = 20;
    private static final int LEADS = 400;

    @TempDir
    private Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final WebhookProvider provider = new WebhookProvider(this::take);
    private final Map<String, String> settings = Map.of(
            "WEBHOOK_URL",
            provider.url(),
            "WEBHOOK_IDEMPOTENT",
            "false",
            "SENDS_IN_FLIGHT",
            Integer.toString(SENDS_IN_FLIGHT));

    @AfterEach
    void stop() {
        gate.countDown();
        provider.close();
    }

    /** Answers no request until the gate is open. */
    private void take(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        most.accumulateAndGet(present.incrementAndGet(), Math::max);
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        present.decrementAndGet();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Test
    void asManyAsAllowedAreAtTheProviderWhileOthersWait() {
        try (var server = new ServerUnderTest(folder, settings)) {
            String campaign = launch(server);
            awaitClaimed(server, campaign, SENDS_IN_FLIGHT + 1);
            await().until(() -> present.get() == SENDS_IN_FLIGHT);

            gate.countDown();
            JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

            assertThat(ServerUnderTest.count(stats, "sent")).isEqualTo(LEADS);
            assertThat(most).hasValue(SENDS_IN_FLIGHT);
            assertThat(keys).doesNotHaveDuplicates().hasSize(LEADS);
        }
    }

    @Test
    void aSenderThatStopsReturnsWaitingMessagesAlthoughItsProviderHangs() {
        try (var server = new ServerUnderTest(folder, settings)) {
            String campaign;
            try (Server _ = server.join(Set.of(ProcessRole.SENDER), settings)) {
                campaign = launch(server);
                awaitClaimed(server, campaign, 2 * SENDS_IN_FLIGHT + 2);
                await().until(() -> present.get() == 2 * SENDS_IN_FLIGHT);
            }

            gate.countDown();
            JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

            assertThat(ServerUnderTest.count(stats, "unknown"))
                    .as("the messages that the stopped sender had at its provider, and no others")
                    .isEqualTo(SENDS_IN_FLIGHT);
            assertThat(ServerUnderTest.count(stats, "sent")).isEqualTo(LEADS - SENDS_IN_FLIGHT);
            assertThat(keys).doesNotHaveDuplicates().hasSize(LEADS);
        }
    }

    private static String launch(ServerUnderTest server) {
        server.audience("many", LEADS);
        return server.campaign("many", ", \"channel\": \"webhook\"");
    }

    private static void awaitClaimed(ServerUnderTest server, String campaign, int messages) {
        await().atMost(ServerUnderTest.PATIENCE)
                .until(() -> server.deliveries(campaign, DeliveryStatus.SENDING).size() >= messages);
    }
}
