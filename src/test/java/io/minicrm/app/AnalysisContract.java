package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.ledger.Analysis;
import io.minicrm.ledger.CampaignAnalyses;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.store.Store;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Campaigns of a running pipeline, compared with Kafka, on every store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AnalysisContract {

    private static final int AUDIENCE = 120;
    private static final long MANY_BYTES = 32 << 20;

    /** As Kafka writes it. */
    private static final long TO_THE_END = -1;

    private ServerUnderTest server;
    private Publisher publisher;

    /** The settings that choose the store. */
    protected abstract Map<String, String> storeSettings();

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(folder.resolve("data"), storeSettings());
        server.audience("compared", AUDIENCE);
        publisher = Publisher.open(settings());
    }

    @AfterAll
    void stop() {
        publisher.close();
        server.close();
    }

    private KafkaSettings settings() {
        return new KafkaSettings(server.brokers(), "analysis-it", server.kafkaClient(Map.of()));
    }

    private String completed() {
        String campaign = server.campaign("compared", ", \"chunk_size\": 50");
        server.awaitStatus(campaign, "completed");
        return campaign;
    }

    private JsonNode analysis(String campaign) {
        return await().atMost(ServerUnderTest.PATIENCE)
                .until(
                        () -> server.get("/campaigns/%s/analysis".formatted(campaign)),
                        answer -> answer.path("complete").asBoolean());
    }

    private static Stream<String> findings(JsonNode analysis, String kind) {
        return analysis.path("findings")
                .valueStream()
                .filter(finding -> finding.path("kind").asString().equals(kind))
                .map(finding -> finding.path("what").asString());
    }

    @Test
    void aCompletedCampaignAddsUp() {
        JsonNode analysis = analysis(completed());

        assertThat(analysis.path("findings")).as(analysis.toString()).isEmpty();
        assertThat(analysis.path("consistent").asBoolean()).isTrue();
        assertThat(analysis.path("planned_chunks").asInt()).isEqualTo(3);
        assertThat(analysis.path("chunks").asInt()).isEqualTo(3);
        for (String number : List.of("audience", "chunk_leads", "send_jobs", "receipts", "log_rows")) {
            assertThat(analysis.path(number).asLong()).as(number).isEqualTo(AUDIENCE);
        }
        assertThat(analysis.path("notes")).as(analysis.toString()).isEmpty();
    }

    @Test
    void aCampaignThatRunsHasNothingMissing() {
        String campaign = server.campaign("compared", ", \"max_rate\": 20, \"chunk_size\": 10");

        JsonNode analysis = analysis(campaign);

        assertThat(analysis.path("findings")).as(analysis.toString()).isEmpty();
        server.post("/campaigns/" + campaign + "/cancel", "{}");
    }

    @Test
    void foreignRecordsAreFoundWithTheirLeads() {
        String campaign = completed();
        ChunkJob stray = new ChunkJob(
                "job-%s-7-1757656477507-kz2rrf".formatted(campaign),
                campaign,
                List.of("stranger"),
                Instant.now(),
                7,
                1,
                1);
        publisher.sendAll(PipelineTopics.JOBS, List.of(stray));
        publisher.sendAll(PipelineTopics.SEND_JOBS, List.of(strangersJob(campaign)));

        JsonNode analysis = analysis(campaign);

        assertThat(analysis.path("consistent").asBoolean(true)).isFalse();
        assertThat(findings(analysis, "foreign"))
                .containsExactly(
                        "chunks [7] are not in the plan",
                        "1 leads are in chunks that are not in the plan",
                        "1 leads have a send job but are in no chunk");
        assertThat(findings(analysis, "missing")).as(analysis.toString()).isEmpty();
        assertThat(analysis.path("findings").toString()).contains("stranger", "intruder");
    }

    private static SendJob strangersJob(String campaign) {
        return new SendJob(
                MessageKey.of(campaign, "intruder"),
                new SendJob.ChunkRound("job-%s-8-1757656477507-kz2rrf".formatted(campaign), 8, 1, 1),
                "simulator",
                "intruder@example.com",
                Map.of(),
                Instant.now(),
                null);
    }

    @Test
    void aTopicThatWasCreatedAgainLacksTheCampaign() throws Exception {
        String campaign = completed();
        String topic = PipelineTopics.JOBS.name();
        try (Admin admin = Admin.create(server.kafkaClient(Map.of()))) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            await().atMost(ServerUnderTest.PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(topic));
            admin.createTopics(List.of(new NewTopic(topic, 6, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }

        JsonNode analysis = analysis(campaign);

        assertThat(analysis.path("consistent").asBoolean(true)).isFalse();
        assertThat(findings(analysis, "missing")).contains("the plan has 3 chunks, campaign.jobs has 0");
        assertThat(analysis.path("receipts").asLong()).isEqualTo(AUDIENCE);
    }

    /** The last test, because it takes the chunks of every campaign from the topic. */
    @Test
    @Order(Integer.MAX_VALUE)
    void recordsThatHaveExpiredAreNotMissing() throws Exception {
        String campaign = completed();
        String topic = PipelineTopics.JOBS.name();
        try (Admin admin = Admin.create(server.kafkaClient(Map.of()))) {
            Map<TopicPartition, RecordsToDelete> all = IntStream.range(
                            0, PipelineTopics.partitions().get(topic))
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .collect(Collectors.toMap(
                            partition -> partition, partition -> RecordsToDelete.beforeOffset(TO_THE_END)));
            admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
        }

        JsonNode analysis = analysis(campaign);

        assertThat(analysis.path("findings")).as(analysis.toString()).isEmpty();
        assertThat(analysis.path("chunks").asInt()).isZero();
        assertThat(analysis.path("notes").toString()).contains("records of campaign.jobs have expired");
    }

    @Test
    void anUnknownCampaignIsNotFound() {
        assertThat(server.send("GET", "/api/v1/campaigns/nobody/analysis", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void addressesInErrorsAreHiddenFromReadersWithoutPii() throws Exception {
        String campaign = completed();
        publisher.sendAll(
                PipelineTopics.RECEIPTS,
                List.of(Receipt.callback(
                        MessageKey.of(campaign, "compared-000001"),
                        DeliveryStatus.BOUNCED,
                        "simulator",
                        null,
                        "no mailbox lead1@example.com",
                        Instant.now())));
        String key = server.post("/keys", "{\"name\": \"reader\", \"scopes\": [\"read\"]}")
                .path("token")
                .asString();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + "/api/v1/campaigns/%s/analysis".formatted(campaign)))
                .header("Authorization", "Bearer " + key)
                .build();

        assertThat(analysis(campaign).path("receipt_errors").toString())
                .contains("bounced: no mailbox lead1@example.com");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonMapper()
                            .readTree(answer.body())
                            .at("/data/receipt_errors/0/reason")
                            .asString())
                    .isEqualTo("bounced: no mailbox ***");
            assertThat(answer.body()).doesNotContain("example.com");
        }
    }

    private CampaignAnalyses analyses(TopicInspector inspector, long maxBytes, AtomicLong clock) {
        Store store = server.store();
        return new CampaignAnalyses(
                new CampaignProgressReader(store.campaigns(), store.tallies()),
                store.plans(),
                store.deliveries(),
                inspector,
                maxBytes,
                clock::get);
    }

    @Test
    void aComparisonThatRunsOutOfTimeIsContinuedByTheNextRequest() {
        String campaign = completed();
        String other = completed();
        AtomicLong clock = new AtomicLong();
        try (TopicInspector inspector = new TopicInspector(settings())) {
            CampaignAnalyses analyses = analyses(inspector, MANY_BYTES, clock);
            List<String> readings = new ArrayList<>();
            Analysis last;
            do {
                last = analyses.analyze(campaign, Duration.ZERO).orElseThrow();
                assertThat(last.report().findings()).isEmpty();
                readings.add(String.valueOf(last.reading()));
                assertThat(analyses.analyze(other, Duration.ZERO).isPresent()).isEqualTo(last.isComplete());
            } while (!last.isComplete());

            assertThat(Set.copyOf(readings))
                    .contains("campaign.send_jobs", "campaign.delivery_receipts", "delivery_log", "plan", "null");
            assertThat(last.report().chunkLeads()).isEqualTo(AUDIENCE);

            assertThat(analyses.analyze(campaign, Duration.ZERO))
                    .as("the other one is kept")
                    .isEmpty();
            clock.addAndGet(Duration.ofSeconds(15).toNanos());
            assertThat(analyses.analyze(campaign, Duration.ZERO))
                    .as("nobody has asked for the other one")
                    .isPresent();
        }
    }

    @Test
    void moreLeadsThanFitAreCountedButNotCompared() {
        String campaign = completed();
        try (TopicInspector inspector = new TopicInspector(settings())) {
            CampaignAnalyses analyses = analyses(inspector, 1 << 20, new AtomicLong());

            Optional<Analysis> analysis = analyses.analyze(campaign, Duration.ofMinutes(1));

            assertThat(analysis.orElseThrow().report().chunkLeads()).isNull();
            assertThat(analysis.orElseThrow().report().chunkRecords()).isEqualTo(3);
            assertThat(analysis.orElseThrow().report().sendJobRecords()).isEqualTo(AUDIENCE);
            assertThat(analysis.orElseThrow().report().notes())
                    .singleElement()
                    .asString()
                    .contains("leads are not compared");
            assertThatThrownBy(() -> analyses.analyze("nobody", Duration.ZERO))
                    .isInstanceOf(CampaignNotFoundException.class);
        }
    }
}
