package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One message, followed through a running pipeline. */
class TraceIT {

    @TempDir
    private static Path folder;

    private static ServerUnderTest server;

    @BeforeAll
    static void start() {
        server = new ServerUnderTest(folder.resolve("data"), Map.of());
        server.audience("traced", 300);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode trace(String campaign, String lead) {
        return server.get("/trace?campaign=%s&lead=%s".formatted(campaign, lead));
    }

    private static Stream<String> texts(JsonNode trace, String field) {
        return trace.path("steps").valueStream().map(step -> step.path(field).asString());
    }

    @Test
    void aMessageIsFoundInEveryLaneInOrderOfTime() {
        String campaign = server.campaign("traced", ", \"chunk_size\": 50");
        await().atMost(ServerUnderTest.PATIENCE)
                .until(() -> server.poll(campaign).path("status").asString().equals("completed"));

        JsonNode trace = trace(campaign, "traced-000120");

        assertThat(texts(trace, "lane").distinct())
                .containsExactlyInAnyOrder("plan", "jobs", "send_jobs", "provider", "receipts", "log");
        assertThat(texts(trace, "lane")).first().isEqualTo("plan");
        assertThat(texts(trace, "at").toList()).isSorted();
        assertThat(trace.path("steps")
                        .valueStream()
                        .filter(step -> step.path("lane").asString().equals("jobs")))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.path("what").asString()).isEqualTo("chunk 2, 50 leads, round 1");
                    assertThat(step.at("/record/topic").asString()).isEqualTo("campaign.jobs");
                });
        assertThat(trace.path("bounded").asBoolean(true)).isFalse();
        assertThat(trace.toString()).doesNotContain("example.com", "Lead 120");
    }

    @Test
    void aMessageThatWaitsForItsTurnIsFoundWhereItIs() {
        String campaign = server.campaign("traced", ", \"max_rate\": 1, \"chunk_size\": 50");

        await().atMost(ServerUnderTest.PATIENCE)
                .untilAsserted(() -> assertThat(texts(trace(campaign, "traced-000049"), "lane"))
                        .contains("plan", "jobs", "send_jobs"));
        server.post("/campaigns/" + campaign + "/cancel", "{}");
    }

    @Test
    void aMessageThatWasPostponedDidNotReachItsProvider() {
        String campaign = server.campaign("traced", ", \"max_rate\": 1, \"chunk_size\": 50");

        await().atMost(ServerUnderTest.PATIENCE)
                .untilAsserted(() -> assertThat(texts(trace(campaign, "traced-000048"), "what"))
                        .contains("postponed"));
        assertThat(trace(campaign, "traced-000048")
                        .path("steps")
                        .valueStream()
                        .filter(step -> step.path("lane").asString().equals("provider")))
                .noneMatch(step -> step.path("what").asString().contains("postponed"));
        server.post("/campaigns/" + campaign + "/cancel", "{}");
    }

    @Test
    void aLeadOutsideTheCampaignHasNoSteps() {
        String campaign = server.campaign("traced", ", \"scheduled_at\": \"2999-01-01T00:00:00Z\"");

        assertThat(trace(campaign, "nobody").path("steps")).isEmpty();
    }
}
