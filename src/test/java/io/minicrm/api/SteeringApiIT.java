package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SteeringApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void aPersonsRetryOpensFailedMessagesAgain() {
        String campaign = campaign(3);
        SimulatedWorkers workers = new SimulatedWorkers(api.store(), campaign);
        workers.claim(lead(campaign, 0), lead(campaign, 1), lead(campaign, 2));
        workers.apply(DeliveryStatus.FAILED, lead(campaign, 0), lead(campaign, 1));
        workers.apply(DeliveryStatus.SENT, lead(campaign, 2));

        var reply = api.post(path(campaign, "/retry"), "{\"statuses\": [\"failed\", \"unknown\"]}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().path("reopened").asInt()).isEqualTo(2);
        var stats = api.get(path(campaign, "")).data().path("stats");
        assertThat(stats.path("retrying").asInt()).isEqualTo(2);
        assertThat(stats.path("in_flight").asInt()).isEqualTo(2);
        assertThat(api.post(path(campaign, "/retry"), "{\"statuses\": [\"failed\"]}")
                        .data()
                        .path("reopened")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void aCancelledCampaignIsNotRetried() {
        String campaign = campaign(1);
        api.post(path(campaign, "/cancel"));

        assertThat(api.post(path(campaign, "/retry"), "{\"statuses\": [\"failed\"]}")
                        .status())
                .isEqualTo(409);
        assertThat(api.post("/api/v1/campaigns/nobody/retry", "{\"statuses\": [\"failed\"]}")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|statuses",
                "{\"statuses\": []}|statuses",
                "{\"statuses\": [\"failed\", \"sent\"]}|statuses[1]",
                "{\"statuses\": [null]}|statuses[0]",
                "{\"statuses\": \"failed\"}|statuses"
            })
    void anInvalidRetryIsRefusedWithItsProblem(String body, String field) {
        var reply = api.post(path(campaign(1), "/retry"), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error(field)).isNotEmpty();
    }

    @Test
    void theRateIsChangedAndLifted() {
        String campaign = campaign(1);

        var limited = api.patch(path(campaign, ""), "{\"max_rate\": 50}");
        assertThat(limited.status()).isEqualTo(200);
        assertThat(limited.data().path("max_rate").asInt()).isEqualTo(50);

        var lifted = api.patch(path(campaign, ""), "{\"max_rate\": null}");
        assertThat(lifted.data().path("max_rate").isNull()).isTrue();
        assertThat(api.patch("/api/v1/campaigns/nobody", "{\"max_rate\": 5}").status())
                .isEqualTo(404);
    }

    @Test
    void aCampaignIsRenamedAndMovedUntilItBegins() {
        String segment = api.segmentOf(1, "moved");
        String path = "/api/v1/campaigns/"
                + api.post("/api/v1/campaigns", """
                {"name": "Before", "segment_id": "%s", "message_template": "Hi", "scheduled_at": "2999-01-01T00:00:00Z"}""".formatted(segment))
                        .data()
                        .path("campaign_id")
                        .asString();

        var moved = api.patch(path, "{\"name\": \"After\", \"scheduled_at\": \"2999-02-01T01:00:00+01:00\"}");
        var unchanged = api.patch(path, "{}");
        var past = api.patch(path, "{\"scheduled_at\": \"2020-01-01T00:00:00Z\"}");
        var begun = api.patch(path, "{\"scheduled_at\": null}");

        assertThat(moved.data().path("name").asString()).isEqualTo("After");
        assertThat(moved.data().path("scheduled_at").asString()).isEqualTo("2999-02-01T00:00:00.000Z");
        assertThat(moved.data().path("max_rate").isNull()).isTrue();
        assertThat(unchanged.status()).isEqualTo(200);
        assertThat(past.status()).isEqualTo(409);
        assertThat(past.error("scheduled_at")).contains("in the past");
        assertThat(begun.data().path("scheduled_at").isNull()).isTrue();
        assertThat(api.patch(path, "{\"scheduled_at\": \"2999-02-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(409);
        assertThat(api.patch(path, "{\"scheduled_at\": \"tomorrow\"}").error("scheduled_at"))
                .contains("with zone");
        assertThat(api.patch(path, "{\"name\": \"\"}").error("name")).isNotEmpty();
        assertThat(api.patch(path, "{\"name\": null}").error("name")).isNotEmpty();
        assertThat(api.patch(path, "{\"message_template\": \"Ho\"}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_rate\": 0}",
                "{\"max_rate\": -1}",
                "{\"max_rate\": 1.5}",
                "{\"max_rate\": \"50\"}",
                "{\"max_rate\": 3000000000}",
                "{\"max_rate\": []}"
            })
    void aRateThatCannotBeIsRefused(String body) {
        var reply = api.patch(path(campaign(1), ""), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("max_rate")).isNotEmpty();
    }

    @Test
    void limitsAreSetListedChangedAndLifted() {
        assertThat(api.put("/api/v1/limits/domain/Steering.Example", "{\"per_second\": 20}")
                        .data()
                        .path("name")
                        .asString())
                .isEqualTo("steering.example");
        assertThat(api.put("/api/v1/limits/domain/steering.example", "{\"per_second\": 30}")
                        .status())
                .isEqualTo(200);

        assertThat(api.get("/api/v1/limits").data().valueStream())
                .filteredOn(limit -> limit.path("name").asString().equals("steering.example"))
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.path("scope").asString()).isEqualTo("domain");
                    assertThat(limit.path("per_second").asInt()).isEqualTo(30);
                });
        assertThat(api.delete("/api/v1/limits/domain/STEERING.example").status())
                .isEqualTo(204);
        assertThat(api.delete("/api/v1/limits/domain/steering.example").status())
                .isEqualTo(404);
    }

    @Test
    void aLimitSaysHowFastItIsAndWhoWaitsForIt() {
        String campaign = campaign(5);
        SimulatedWorkers workers = new SimulatedWorkers(api.store(), campaign);
        workers.claim(lead(campaign, 0), lead(campaign, 1), lead(campaign, 2));
        workers.postpone("domain:waits.example", lead(campaign, 0), lead(campaign, 2));
        api.put("/api/v1/limits/domain/waits.example", "{\"per_second\": 20}");
        LimitKey limit = new LimitKey(Limits.Scope.DOMAIN, "waits.example");
        api.store().limitUses().report("a sender", List.of(new LimitUses.Use(limit, 19.5, 100)), Instant.now());

        // A count of the messages serves for two seconds.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(api.get("/api/v1/limits").data().valueStream())
                        .filteredOn(each -> each.path("name").asString().equals("waits.example"))
                        .singleElement()
                        .satisfies(each -> {
                            assertThat(each.path("current_rate").asDouble()).isEqualTo(19.5);
                            assertThat(each.path("waiting").asInt()).isEqualTo(102);
                            assertThat(each.path("held_up").valueStream())
                                    .singleElement()
                                    .satisfies(held -> {
                                        assertThat(held.path("campaign_id").asString())
                                                .isEqualTo(campaign);
                                        assertThat(held.path("postponed").asInt())
                                                .isEqualTo(2);
                                    });
                        }));
        assertThat(api.get(path(campaign, "/deliveries?status=postponed&limit=1"))
                        .data()
                        .path(0)
                        .path("held_by")
                        .asString())
                .isEqualTo("domain:waits.example");
        api.delete("/api/v1/limits/domain/waits.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "town/x|{\"per_second\": 1}|scope",
                "channel/pigeon|{\"per_second\": 1}|name",
                "domain/a@b|{\"per_second\": 1}|name",
                "domain/%20|{\"per_second\": 1}|name",
                "domain/x.example|{\"per_second\": 0}|per_second",
                "domain/x.example|{}|per_second"
            })
    void anInvalidLimitIsRefusedWithItsProblem(String limit, String body, String field) {
        var reply = api.put("/api/v1/limits/" + limit, body);

        // A channel that is not installed is not found.
        assertThat(reply.status()).isEqualTo(limit.startsWith("channel/") ? 404 : 400);
        assertThat(reply.error(field)).isNotEmpty();
    }

    @Test
    void aDiagnosisNamesTheWaitsAndTheReasonsOfFailures() {
        String campaign = campaign(5);
        SimulatedWorkers workers = new SimulatedWorkers(api.store(), campaign);
        workers.claim(lead(campaign, 0), lead(campaign, 1));
        workers.apply(DeliveryStatus.FAILED, lead(campaign, 0));
        api.patch(path(campaign, ""), "{\"max_rate\": 7}");

        var diagnosis = api.get(path(campaign, "/diagnosis")).data();

        assertThat(diagnosis.path("status").asString()).isEqualTo("running");
        assertThat(diagnosis.path("errors").valueStream()).singleElement().satisfies(error -> {
            assertThat(error.path("status").asString()).isEqualTo("failed");
            assertThat(error.path("error").asString()).isEqualTo("no such mailbox");
            assertThat(error.path("leads").asInt()).isEqualTo(1);
        });
        assertThat(diagnosis.path("leads_per_second").asDouble()).isEqualTo(0.2);
        assertThat(diagnosis.path("estimated_seconds").asInt()).isEqualTo(20);
        // No workers run here, and the groups say so.
        assertThat(diagnosis.path("groups").valueStream())
                .hasSize(3)
                .allSatisfy(group -> assertThat(group.path("members").asInt(-1)).isZero());
        assertThat(diagnosis.path("waiting_for").valueStream())
                .extracting(wait -> wait.path("what").asString())
                .containsExactly("workers", "workers", "workers", "rate_limit");
        assertThat(diagnosis.path("limits").valueStream())
                .anySatisfy(
                        limit -> assertThat(limit.path("per_second").asInt()).isEqualTo(7));
        var waits = api.get(path(campaign, "/waits")).data();
        for (String part : List.of("campaign_id", "status", "waiting_for", "stats", "limits", "groups")) {
            assertThat(waits.path(part)).as(part).isEqualTo(diagnosis.path(part));
        }
        assertThat(api.get(path("campaign-none", "/waits")).status()).isEqualTo(404);
    }

    @Test
    void aDiagnosisNamesTheScheduleAndThePause() {
        String campaign = campaign(
                2,
                Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString());

        assertThat(api.get(path(campaign, "/diagnosis"))
                        .data()
                        .path("waiting_for")
                        .valueStream())
                .singleElement()
                .satisfies(wait -> {
                    assertThat(wait.path("what").asString()).isEqualTo("schedule");
                    assertThat(wait.path("until").asString()).endsWith("Z");
                    assertThat(wait.path("leads").asInt()).isEqualTo(2);
                });
        api.post(path(campaign, "/pause"));
        assertThat(api.get(path(campaign, "/diagnosis"))
                        .data()
                        .path("waiting_for")
                        .valueStream())
                .extracting(wait -> wait.path("what").asString())
                .containsExactly("schedule", "resume");
        assertThat(api.get("/api/v1/campaigns/nobody/diagnosis").status()).isEqualTo(404);
    }

    @Test
    void aRecountIsTakenForCampaignsOfAnyStatus() {
        String campaign = campaign(1);
        api.store().campaigns().move(campaign, Set.of(CampaignStatus.QUEUED), CampaignStatus.COMPLETED, Instant.now());

        assertThat(api.post(path(campaign, "/recount")).status()).isEqualTo(202);
        api.store().tallies().recount(100, Instant.now());

        assertThat(api.get(path(campaign, "")).data().path("status").asString()).isEqualTo("running");
        assertThat(api.post("/api/v1/campaigns/nobody/recount").status()).isEqualTo(404);
    }

    @Test
    void limitsOfChannelsAreOfThoseInstalled() {
        assertThat(api.put("/api/v1/limits/channel/simulator", "{\"per_second\": 1000000}")
                        .status())
                .isEqualTo(200);
        assertThat(api.store().limits().remove(Limits.Scope.CHANNEL, ApiServer.SIMULATOR))
                .isTrue();
    }

    private String campaign(int leads) {
        return campaign(leads, null);
    }

    private String campaign(int leads, String scheduledAt) {
        String group = "steering-" + UUID.randomUUID();
        String schedule = scheduledAt == null ? "" : ", \"scheduled_at\": \"" + scheduledAt + "\"";
        return api.post("/api/v1/campaigns", """
                {"name": "Steered", "segment_id": "%s", "message_template": "Hi {{name}}"%s}\
                """.formatted(api.segmentOf(leads, group), schedule))
                .data()
                .path("campaign_id")
                .asString();
    }

    private String lead(String campaign, int number) {
        return api.store().plans().unpublished(campaign, 1).stream()
                .findFirst()
                .map(chunk -> chunk.leadIds().get(number))
                .orElseGet(() -> api.store()
                        .deliveries()
                        .page(campaign, null, null, 100)
                        .get(number)
                        .leadId());
    }

    private static String path(String campaign, String rest) {
        return "/api/v1/campaigns/" + campaign + rest;
    }
}
