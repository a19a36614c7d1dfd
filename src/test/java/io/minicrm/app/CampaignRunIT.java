package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.SkipReason;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns that pass through the whole pipeline of one process, with an embedded broker and an embedded PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CampaignRunIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Server server;
    private Store store;

    @BeforeAll
    void start(@TempDir Path folder) {
        Map<String, String> environment = Map.of(
                "MINI_CRM_DATA", folder.toString(),
                "KAFKA_PORT", "0",
                "PORT", "0",
                "SIMULATOR_TRANSIENT_RATE", "0.05",
                "RETRY_DELAY_MS", "200");
        server = Server.start(Settings.from(environment), ProcessRole.all());
        store = server.store();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void everyLeadOfTheAudienceEndsInExactlyOneState() {
        store.leads().upsert(leads("all", 1_000));
        Campaign campaign = campaign("all", 1_000);

        CampaignStats stats = run(campaign);

        assertThat(stats.audience()).isEqualTo(1_000);
        assertThat(stats.sent() + stats.failed() + stats.skipped() + stats.unknown())
                .isEqualTo(1_000);
        assertThat(stats.sent()).isBetween(850L, 950L);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stats(campaign).delivered()).isEqualTo(stats.sent()));
    }

    @Test
    void leadsThatCannotBeWrittenToAreSkippedWithTheReason() {
        List<Lead> leads = leads("skip", 6);
        store.leads().upsert(leads);
        Lead first = leads.getFirst();
        store.leads()
                .upsert(List.of(
                        new Lead(first.id(), "Nobody", null, null, false, first.attributes(), first.createdAt()),
                        new Lead(
                                leads.get(1).id(),
                                "No",
                                "no@example.com",
                                null,
                                true,
                                first.attributes(),
                                first.createdAt())));
        Campaign campaign = campaign("skip", 6);

        CampaignStats stats = run(campaign);

        assertThat(stats.skipped()).isEqualTo(2);
        assertThat(store.deliveries().page(campaign.id(), DeliveryStatus.SKIPPED, null, 10))
                .extracting(Delivery::skipReason)
                .containsExactly(SkipReason.NO_ADDRESS, SkipReason.UNSUBSCRIBED);
    }

    @Test
    void oneOfSeveralLeadsWithOneAddressGetsTheMessage() {
        List<Lead> leads = leads("dup", 250);
        store.leads()
                .upsert(leads.stream()
                        .map(lead -> new Lead(
                                lead.id(),
                                lead.name(),
                                // Three mailboxes, in both chunks.
                                "box%d@example.com".formatted(leads.indexOf(lead) % 3),
                                null,
                                false,
                                lead.attributes(),
                                lead.createdAt()))
                        .toList());

        CampaignStats stats = run(campaign("dup", 250));

        assertThat(stats.audience()).isEqualTo(250);
        assertThat(stats.skipped()).isEqualTo(247);
        assertThat(stats.sent() + stats.failed()).isEqualTo(3);
    }

    private CampaignStats run(Campaign campaign) {
        store.campaigns().create(campaign);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(store.campaigns()
                                .find(campaign.id())
                                .orElseThrow()
                                .status())
                        .isEqualTo(CampaignStatus.COMPLETED));
        return stats(campaign);
    }

    private CampaignStats stats(Campaign campaign) {
        return store.tallies().stats(Set.of(campaign.id())).getFirst();
    }

    private static List<Lead> leads(String group, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Lead(
                        "%s-%05d".formatted(group, i),
                        "Lead " + i,
                        "lead%d@example.com".formatted(i),
                        null,
                        false,
                        Attributes.of(Map.of("group", group)),
                        Instant.now()))
                .toList();
    }

    private static Campaign campaign(String group, int audience) {
        Rule rule = RuleJson.read("""
                {"combinator": "and", "rules": [{"field": "group", "operator": "=", "value": "%s"}]}""".formatted(group));
        return TestCampaign.withId("campaign-" + group)
                .rule(rule)
                .audience(audience)
                .createdAt(Instant.now())
                .build();
    }
}
