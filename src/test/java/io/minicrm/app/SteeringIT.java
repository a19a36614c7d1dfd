package io.minicrm.app;

import static io.minicrm.app.ServerUnderTest.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.SkipReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Campaigns with thousands of messages waiting for a provider that accepts a few hundred per second. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringIT {

    private static final Duration LATENCY = Duration.ofMillis(200);

    /** The promise is two seconds; a build machine may be much slower than a server. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private ServerUnderTest server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(
                folder, Map.of("SIMULATOR_LATENCY_MS", String.valueOf(LATENCY.toMillis()), "SENDS_IN_FLIGHT", "100"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aPauseStopsAtOnceAndAResumeSendsTheRestExactlyOnce() {
        server.audience("pause", 4_000);
        String campaign = server.campaign("pause", "");
        server.awaitSent(campaign, 200);

        server.post("/campaigns/" + campaign + "/pause", null);
        Instant paused = Instant.now();
        // All messages that had been read are back in the store, and none is at the provider.
        JsonNode standing = await().atMost(ServerUnderTest.PATIENCE)
                .pollDelay(SOON)
                .until(() -> server.poll(campaign), data -> count(data.path("stats"), "sending") == 0);

        assertThat(standing.path("status").asString()).isEqualTo("paused");
        assertThat(count(standing.path("stats"), "in_flight")).isGreaterThan(1_000);
        assertThat(server.sendTimes(campaign).getLast())
                .isBefore(paused.plus(SOON).plus(LATENCY));
        assertThat(server.get("/campaigns/" + campaign + "/diagnosis")
                        .path("waiting_for")
                        .valueStream())
                .extracting(wait -> wait.path("what").asString())
                .containsExactly("resume");

        server.post("/campaigns/" + campaign + "/resume", null);
        JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

        assertThat(count(stats, "sent")).isEqualTo(4_000);
        assertThat(server.deliveries(campaign, null))
                .hasSize(4_000)
                .allMatch(row -> row.status().isSent());
    }

    @Test
    void aCancelSendsNothingMoreAndTheRestIsSkipped() {
        server.audience("cancel", 4_000);
        String campaign = server.campaign("cancel", "");
        server.awaitSent(campaign, 200);

        server.post("/campaigns/" + campaign + "/cancel", null);
        Instant cancelled = Instant.now();
        JsonNode stats = server.await(
                        campaign, data -> !data.path("finished_at").isNull())
                .path("stats");

        assertThat(count(stats, "in_flight")).isZero();
        assertThat(count(stats, "sent")).isBetween(200L, 3_999L);
        assertThat(count(stats, "sent") + count(stats, "skipped")).isEqualTo(4_000);
        assertThat(server.sendTimes(campaign).getLast())
                .isBefore(cancelled.plus(SOON).plus(LATENCY));
        assertThat(server.deliveries(campaign, DeliveryStatus.SKIPPED))
                .extracting(Delivery::skipReason)
                .containsOnly(SkipReason.CANCELLED);
    }

    @Test
    void aPausedCampaignWithARateLimitSendsNothingThatWaitedForItsTurn() {
        server.audience("held", 500);
        String campaign = server.campaign("held", ", \"max_rate\": 10");
        server.awaitSent(campaign, 5);

        server.post("/campaigns/" + campaign + "/pause", null);
        Instant paused = Instant.now();
        JsonNode standing = await().atMost(ServerUnderTest.PATIENCE)
                .pollDelay(SOON)
                .until(() -> server.poll(campaign), data -> count(data.path("stats"), "sending") == 0);

        assertThat(count(standing.path("stats"), "in_flight")).isGreaterThan(300);
        assertThat(server.sendTimes(campaign).getLast())
                .isBefore(paused.plus(SOON).plus(LATENCY));
        server.post("/campaigns/" + campaign + "/cancel", null);
        server.await(campaign, data -> !data.path("finished_at").isNull());
    }

    @Test
    void nothingIsSentBeforeItsTime() {
        server.audience("scheduled", 20);
        Instant time = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);

        String campaign = server.campaign("scheduled", ", \"scheduled_at\": \"%s\"".formatted(time));

        assertThat(server.poll(campaign).path("status").asString()).isEqualTo("scheduled");
        server.awaitStatus(campaign, "completed");
        List<Delivery> sent = server.deliveries(campaign, null);
        assertThat(sent).hasSize(20);
        assertThat(sent).allSatisfy(delivery -> assertThat(delivery.claimedAt()).isAfterOrEqualTo(time));
    }

    /** Compares the order and not the time: the big campaign has tens of thousands to send when the small one is finished. */
    @Test
    void aSmallCampaignDoesNotQueueBehindABigOne() {
        server.audience("big", 50_000);
        server.audience("small", 50);
        String big = server.campaign("big", "");
        server.awaitSent(big, 500);

        String small = server.campaign("small", "");
        server.awaitStatus(small, "completed");

        assertThat(count(server.poll(big).path("stats"), "in_flight")).isGreaterThan(35_000);
        server.post("/campaigns/" + big + "/cancel", null);
        server.await(big, data -> !data.path("finished_at").isNull());
    }
}
