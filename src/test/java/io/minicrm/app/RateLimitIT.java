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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits of a whole server, seen in the times of its sends. How exactly they hold is told by the pacer's own tests; a build machine can
 * only show that they hold at all.
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
        // A hundred at twenty a second; whoever waits is held back, however busy the machine.
        assertThat(Duration.between(times.getFirst(), times.get(99))).isGreaterThan(Duration.ofMillis(4_500));
        // At the old rate the others would have taken more than a minute.
        assertThat(Duration.between(lifted, times.getLast())).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void aLimitOfADomainHoldsForItsLeadsAlone() {
        server.audience("domain", 600);
        for (int i = 0; i < 100; i++) {
            Lead lead = ServerUnderTest.lead("domain", i * 6);
            server.store()
                    .leads()
                    .upsert(List.of(new Lead(
                            lead.id(),
                            lead.name(),
                            "lead%d@Slow.Example".formatted(i),
                            null,
                            false,
                            lead.attributes(),
                            lead.createdAt())));
        }
        server.send("PUT", "/api/v1/limits/domain/slow.example", "{\"per_second\": 10}");

        // By then the senders know of the limit.
        Instant time = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        String campaign = server.campaign("domain", ", \"scheduled_at\": \"%s\"".formatted(time));
        server.awaitSent(campaign, 500);
        assertThat(server.get("/campaigns/" + campaign + "/diagnosis")
                        .path("limits")
                        .valueStream())
                .anySatisfy(limit -> assertThat(limit.path("name").asString()).isEqualTo("slow.example"));
        server.awaitStatus(campaign, "completed");

        List<Instant> slow = times(campaign, true);
        List<Instant> others = times(campaign, false);
        assertThat(Duration.between(slow.getFirst(), slow.getLast())).isGreaterThan(Duration.ofMillis(9_500));
        assertThat(others.getLast()).isBefore(slow.getLast());
        server.send("DELETE", "/api/v1/limits/domain/slow.example", null);
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
