package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.lead.Lead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The rate limits of a whole server, measured by the times of its sends. The pacer's own tests show how exact the limits are; a busy
 * build machine can only show that they apply.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitIT {

    private ServerUnderTest server;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(folder, Map.of());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aCampaignKeepsItsRateAndFollowsANewOne() {
        server.audience("paced", 1_600);
        String campaign = server.campaign("paced", ", \"max_rate\": 20");
        server.awaitSent(campaign, 100);

        server.patch("/campaigns/" + campaign, "{\"max_rate\": null}");
        Instant lifted = Instant.now();
        server.awaitStatus(campaign, "completed");

        List<Instant> times = server.sendTimes(campaign);
        assertThat(times).hasSizeBetween(1_580, 1_600);
        // A hundred messages at twenty per second; a busy machine only makes it longer.
        assertThat(Duration.between(times.getFirst(), times.get(99))).isGreaterThan(Duration.ofMillis(4_500));
        // At the old rate the others would have taken more than a minute.
        assertThat(Duration.between(lifted, times.getLast())).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void aLimitOfADomainHoldsForItsLeadsAlone() {
        server.audience("domain", 600);
        for (int i = 0; i < 100; i++) {
            Lead lead = ServerUnderTest.lead("domain", i * 6);
            server.store().leads().upsert(List.of(withEmail(lead, "lead%d@Slow.Example".formatted(i))));
        }
        server.send("PUT", "/api/v1/limits/domain/slow.example", "{\"per_second\": 10}");

        // The senders know the limit by then.
        Instant time = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        String campaign = server.campaign("domain", ", \"scheduled_at\": \"%s\"".formatted(time));
        server.awaitSent(campaign, 500);
        assertThat(server.get("/campaigns/" + campaign + "/diagnosis")
                        .path("limits")
                        .valueStream())
                .anySatisfy(limit -> assertThat(limit.path("name").asString()).isEqualTo("slow.example"));
        await().atMost(ServerUnderTest.PATIENCE)
                .until(
                        () -> server.get("/limits").path(0),
                        limit -> limit.path("current_rate").asDouble() > 5
                                && limit.path("current_rate").asDouble() < 11
                                && ServerUnderTest.count(limit, "waiting") > 0);
        server.awaitStatus(campaign, "completed");
        await().atMost(ServerUnderTest.PATIENCE)
                .until(
                        () -> server.get("/limits").path(0),
                        limit -> limit.path("current_rate").asDouble() == 0
                                && ServerUnderTest.count(limit, "waiting") == 0);

        List<Instant> slow = times(campaign, true);
        List<Instant> others = times(campaign, false);
        assertThat(Duration.between(slow.getFirst(), slow.getLast())).isGreaterThan(Duration.ofMillis(9_500));
        assertThat(others.getLast()).isBefore(slow.getLast());
        server.send("DELETE", "/api/v1/limits/domain/slow.example", null);
    }

    /** Waiting messages used to fill the publisher's window, so that the whole campaign stopped at 20,090 of 100,000 leads. */
    @Test
    void aSlowDomainDoesNotHoldUpTheRestOfALargeCampaign() {
        int leads = 100_000;
        server.audience("large", leads);
        for (int from = 0; from < leads; from += 5_000) {
            server.store()
                    .leads()
                    .upsert(IntStream.range(from, from + 5_000)
                            .filter(i -> i % 2 == 0)
                            .mapToObj(i ->
                                    withEmail(ServerUnderTest.lead("large", i), "lead%d@crawl.example".formatted(i)))
                            .toList());
        }
        server.send("PUT", "/api/v1/limits/domain/crawl.example", "{\"per_second\": 10}");
        Instant time = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        String campaign = server.campaign("large", ", \"scheduled_at\": \"%s\"".formatted(time));

        JsonNode stats = server.awaitSent(campaign, leads / 2).path("stats");

        assertThat(ServerUnderTest.count(stats, "sent")).isLessThan(leads * 6 / 10);
        JsonNode diagnosis = server.get("/campaigns/" + campaign + "/diagnosis");
        assertThat(diagnosis.path("waiting_for").valueStream())
                .anySatisfy(wait -> assertThat(wait.path("what").asString()).isEqualTo("rate_limit"));
        JsonNode waiting = server.await(
                        campaign, data -> ServerUnderTest.count(data.path("stats"), "postponed") > leads * 4 / 10)
                .path("stats");
        assertThat(ServerUnderTest.count(waiting, "retrying"))
                .as("no attempt was spent")
                .isZero();

        // Removing a limit takes effect at once, also for messages that were postponed by minutes.
        server.send("DELETE", "/api/v1/limits/domain/crawl.example", null);
        JsonNode end = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(ServerUnderTest.count(end, "sent")).isEqualTo(leads);
        assertThat(server.deliveries(campaign, DeliveryStatus.SENT))
                .filteredOn(delivery -> delivery.attempt() != 1)
                .isEmpty();
    }

    /**
     * Each postponement publishes the message again. At 10,001 of them its job could not be read any more and the campaign never completed.
     */
    @Test
    void aMessageThatWasPostponedMoreThanTenThousandTimesIsSent() throws Exception {
        int leads = 60;
        server.audience("patient", leads);
        String campaign = server.campaign("patient", ", \"max_rate\": 1");
        List<JsonNode> events = new CopyOnWriteArrayList<>();
        Thread listener = Thread.ofVirtual().start(() -> server.follow(campaign, "completed", events::add));
        server.await(campaign, data -> ServerUnderTest.count(data.path("stats"), "postponed") > leads / 2);
        server.post("/campaigns/" + campaign + "/pause", null);
        server.await(
                campaign,
                data -> ServerUnderTest.count(data.path("stats"), "postponed")
                        == ServerUnderTest.count(data.path("stats"), "in_flight"));

        server.sql()
                .sql("""
                        UPDATE deliveries SET round = round + 20000
                        WHERE status = ? AND campaign = (SELECT number FROM campaigns WHERE id = ?)
                        """)
                .param(DeliveryStatus.POSTPONED.storedCode())
                .param(campaign)
                .update();
        server.patch("/campaigns/" + campaign, "{\"max_rate\": null}");
        server.post("/campaigns/" + campaign + "/resume", null);
        JsonNode stats = server.awaitStatus(campaign, "completed").path("stats");

        assertThat(ServerUnderTest.count(stats, "sent")).isEqualTo(leads);
        assertThat(ServerUnderTest.count(stats, "dead_letters")).isZero();
        assertThat(server.deliveries(campaign, DeliveryStatus.SENT))
                .filteredOn(delivery -> delivery.round() > 20_000)
                .hasSizeGreaterThan(leads / 3)
                .allSatisfy(delivery -> assertThat(delivery.attempt()).isEqualTo(1));
        assertThat(listener.join(ServerUnderTest.PATIENCE)).isTrue();
        assertThat(events)
                .extracting(event -> event.path("stats"))
                .anySatisfy(seen -> assertThat(ServerUnderTest.inFlightWithStatus(seen))
                        .as("all leads are claimed, and most of them are postponed")
                        .isEqualTo(ServerUnderTest.count(seen, "in_flight"))
                        .isGreaterThan(leads / 2));
    }

    private static Lead withEmail(Lead lead, String email) {
        return new Lead(lead.id(), lead.name(), email, null, false, lead.attributes(), lead.createdAt());
    }

    @Test
    void twoSendersKeepARateTogether() {
        server.audience("together", 1_200);
        try (Server second = server.join(EnumSet.of(ProcessRole.SENDER), Map.of())) {
            await().atMost(ServerUnderTest.PATIENCE)
                    .until(
                            () -> server.get("/kafka/groups").valueStream(),
                            groups -> groups.anyMatch(
                                    group -> group.path("group").asString().equals("mini-crm-senders")
                                            && group.path("members").asInt() == 2));

            String campaign = server.campaign("together", ", \"max_rate\": 100");
            server.awaitStatus(campaign, "completed");

            List<Instant> times = server.sendTimes(campaign);
            assertThat(times).hasSizeBetween(1_180, 1_200);
            assertThat(Duration.between(times.getFirst(), times.get(999))).isGreaterThan(Duration.ofMillis(9_500));
            assertThat(server.send("GET", "/actuator/prometheus", null, second.url())
                            .body())
                    .contains("minicrm_sends_seconds_count{answer=\"accepted\",channel=\"simulator\"}");
        }
    }

    private List<Instant> times(String campaign, boolean slow) {
        return server.deliveries(campaign, DeliveryStatus.SENT).stream()
                .filter(delivery ->
                        (Integer.parseInt(delivery.leadId().substring("domain-".length())) % 6 == 0) == slow)
                .map(Delivery::updatedAt)
                .sorted()
                .toList();
    }
}
