package io.minicrm.app;

import static io.minicrm.app.ServerUnderTest.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The accounting: tallies that were corrupted by hand, messages that a person retries, and the meters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountingIT {

    private ServerUnderTest server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(folder, Map.of("SIMULATOR_TRANSIENT_RATE", "0.2", "SEND_ATTEMPTS", "1"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void failedMessagesThatAPersonHasRetriedAreSent() {
        server.audience("retried", 1_000);
        String campaign = server.campaign("retried", "");
        JsonNode first = server.awaitStatus(campaign, "completed").path("stats");
        long failed = count(first, "failed");
        assertThat(failed).isBetween(100L, 300L);
        assertThat(server.get("/campaigns/" + campaign + "/diagnosis")
                        .path("errors")
                        .valueStream())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.path("status").asString()).isEqualTo("failed");
                    assertThat(error.path("leads").asLong()).isEqualTo(failed);
                });

        JsonNode reopened =
                server.post("/campaigns/" + campaign + "/retry", "{\"statuses\": [\"failed\", \"unknown\"]}");

        assertThat(reopened.path("reopened").asLong()).isEqualTo(failed);
        JsonNode second = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(second, "sent")).isEqualTo(1_000);
        assertThat(server.deliveries(campaign, null))
                .hasSize(1_000)
                .allMatch(row -> row.status().isSent());
    }

    @Test
    void corruptedTalliesAreRecounted() {
        server.audience("spoilt", 500);
        String campaign = server.campaign("spoilt", "");
        JsonNode before = server.awaitStatus(campaign, "completed").path("stats");

        spoil(campaign, "sent = sent + 7, failed = 0, sending = 3");
        assertThat(count(server.get("/campaigns/" + campaign).path("stats"), "sending"))
                .isEqualTo(15);
        server.post("/campaigns/" + campaign + "/recount", null);

        await().atMost(ServerUnderTest.PATIENCE)
                .untilAsserted(
                        () -> assertThat(server.poll(campaign).path("stats")).isEqualTo(before));
    }

    @Test
    void aCampaignThatSpoiltTalliesHaveCompletedIsRunToItsEnd() {
        server.audience("early", 300);
        String campaign = server.campaign("early", ", \"max_rate\": 20");
        server.awaitSent(campaign, 20);

        // As if all were sent: the next count of any chunk completes the campaign.
        spoil(campaign, "sent = leads, failed = 0");
        server.post("/campaigns/" + campaign + "/recount", null);

        // Until all chunks are counted again, the numbers do not add up, so that these polls do not check them.
        await().atMost(ServerUnderTest.PATIENCE).until(() -> count(stats(campaign), "in_flight") > 0);
        await().atMost(ServerUnderTest.PATIENCE)
                .until(() -> server.deliveries(campaign, null).stream()
                                .filter(row -> row.status().isSettled())
                                .count()
                        == 300);
        JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(stats, "sent") + count(stats, "failed")).isEqualTo(300);
        assertThat(server.deliveries(campaign, null)).hasSize(300);
    }

    @Test
    void theMetersDescribeThePipelineAndNeverASingleCampaign() {
        server.audience("metered", 200);
        String campaign = server.campaign("metered", "");
        server.awaitStatus(campaign, "completed");

        String metrics = await().atMost(ServerUnderTest.PATIENCE)
                .until(
                        () -> server.send("GET", "/actuator/prometheus", null).body(),
                        text -> text.contains("minicrm_group_lag{group=\"mini-crm-senders\"}"));

        assertThat(metrics)
                .contains("minicrm_sends_seconds_count{answer=\"accepted\",channel=\"simulator\"}")
                .contains("minicrm_sends_seconds_count{answer=\"transient\",channel=\"simulator\"}")
                .contains("minicrm_claims_total{answer=\"granted\"}")
                .contains("minicrm_receipts_total{status=\"sent\"}")
                .contains("minicrm_receipts_total{status=\"failed\"}")
                .contains("minicrm_batch_records_count{group=\"mini-crm-expanders\"}")
                .contains("minicrm_batch_duration_seconds_count{group=\"mini-crm-receipts\"}")
                .contains("minicrm_sends_in_flight 0")
                .contains("minicrm_sends_held 0")
                .contains("minicrm_recounts_total")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("campaign_id")
                .doesNotContain(campaign);
    }

    private JsonNode stats(String campaign) {
        return server.get("/campaigns/" + campaign).path("stats");
    }

    private void spoil(String campaign, String tallies) {
        server.sql()
                .sql("UPDATE chunk_progress SET " + tallies
                        + " WHERE campaign = (SELECT number FROM campaigns WHERE id = ?)")
                .param(campaign)
                .update();
    }
}
