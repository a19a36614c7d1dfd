package io.minicrm.app;

import static io.minicrm.app.ServerUnderTest.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.store.TestMongo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Records vanish from Kafka, each time in another way. Every campaign goes on by itself, and nobody gets a message twice. */
class VanishedRecordsIT {

    private static final Set<String> PIPELINE =
            Set.of(PipelineTopics.JOBS.name(), PipelineTopics.SEND_JOBS.name(), PipelineTopics.RECEIPTS.name());

    @TempDir
    private Path folder;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private volatile int pauseMillis = 20;

    private final WebhookProvider provider = new WebhookProvider(exchange -> {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        try {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    });

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void topicsThatAreDeletedAndCreatedAgainInTheMiddleOfACampaign() throws Exception {
        try (var server = server()) {
            server.audience("many", 3_000);
            String campaign = server.campaign("many", ", \"channel\": \"webhook\"");
            server.awaitSent(campaign, 100);

            recreateTopics(server);

            completes(server, campaign, 3_000);
        }
    }

    /** One is resumed and completes, the other is cancelled and has no message in flight any more. */
    @Test
    void topicsThatAreDeletedAndCreatedAgainWhileTheirCampaignsArePaused() throws Exception {
        try (var server = server()) {
            server.audience("many", 1_000);
            String resumed = server.campaign("many", ", \"channel\": \"webhook\"");
            server.awaitSent(resumed, 50);
            server.post("/campaigns/" + resumed + "/pause", "{}");
            String cancelled = server.campaign("many", ", \"channel\": \"webhook\"");
            server.awaitSent(cancelled, 50);
            server.post("/campaigns/" + cancelled + "/pause", "{}");

            recreateTopics(server);
            server.post("/campaigns/" + cancelled + "/cancel", "{}");
            JsonNode ended = server.await(cancelled, read -> count(read.path("stats"), "in_flight") == 0);
            server.post("/campaigns/" + resumed + "/resume", "{}");

            server.awaitStatus(resumed, "completed");
            assertThat(server.deliveries(resumed, DeliveryStatus.SENT)).hasSize(1_000);
            assertThat(ended.path("status").asString()).isEqualTo("cancelled");
            long unknown = count(ended.path("stats"), "unknown");
            long skipped = count(ended.path("stats"), "skipped");
            assertThat(count(ended.path("stats"), "sent") + unknown + skipped).isEqualTo(1_000);
            assertThat(server.deliveries(cancelled, DeliveryStatus.SKIPPED))
                    .hasSize(Math.toIntExact(skipped))
                    .noneMatch(row -> keys.contains(row.key().sendId()));
        }
    }

    @Test
    void topicsThatAreTruncatedInTheMiddleOfACampaign() throws Exception {
        try (var server = server()) {
            server.audience("many", 3_000);
            String campaign = server.campaign("many", ", \"channel\": \"webhook\"");
            server.awaitSent(campaign, 100);

            truncate(server);

            completes(server, campaign, 3_000);
        }
    }

    /** Their groups have committed offsets that no partition has any more. */
    @Test
    void topicsThatAreTruncatedWhileTheWorkersAreDown() throws Exception {
        var workers = EnumSet.complementOf(EnumSet.of(ProcessRole.API, ProcessRole.PUBLISHER));
        try (var server = server(EnumSet.of(ProcessRole.API, ProcessRole.PUBLISHER))) {
            server.audience("few", 50);
            server.audience("many", 3_000);
            try (var _ = server.join(workers, settings())) {
                server.awaitStatus(server.campaign("few", ", \"channel\": \"webhook\""), "completed");
            }
            keys.clear();
            String campaign = server.campaign("many", ", \"channel\": \"webhook\"");
            await().atMost(ServerUnderTest.PATIENCE)
                    .until(() ->
                            server.store().plans().unpublished(campaign, 1_000).isEmpty());

            truncate(server);

            try (var _ = server.join(workers, settings())) {
                completes(server, campaign, 3_000);
            }
        }
    }

    @Test
    void recordsThatVanishOnMongo() throws Exception {
        Map<String, String> onMongo = new HashMap<>(settings());
        onMongo.put("DATABASE_URL", TestMongo.newDatabaseUrl());
        try (var server = new ServerUnderTest(folder, onMongo)) {
            completes(server, markedAsPublished(server), 300);

            server.audience("many", 1_000);
            keys.clear();
            String campaign = server.campaign("many", ", \"channel\": \"webhook\"");
            server.awaitSent(campaign, 100);
            truncate(server);
            completes(server, campaign, 1_000);
        }
    }

    @Test
    void chunksThatAreMarkedAsPublishedAndNeverWere() {
        try (var server = server()) {
            String campaign = markedAsPublished(server);

            await().atMost(ServerUnderTest.PATIENCE)
                    .until(() -> waits(server, campaign)
                            .anyMatch(wait -> wait.path("what").asString().equals("republished")
                                    || server.poll(campaign)
                                            .path("status")
                                            .asString()
                                            .equals("completed")));
            completes(server, campaign, 300);
            assertThat(server.send("GET", "/actuator/prometheus", null).body())
                    .contains("minicrm_republished_messages_total 300.0")
                    .contains("minicrm_republished_chunks_total");
        }
    }

    @Test
    void aCancelledCampaignWhoseRecordsVanishedIsSettled() {
        try (var server = server()) {
            String campaign = markedAsPublished(server);
            server.post("/campaigns/" + campaign + "/cancel", "{}");

            JsonNode data = server.await(campaign, read -> count(read.path("stats"), "in_flight") == 0);

            assertThat(data.path("status").asString()).isEqualTo("cancelled");
            assertThat(count(data.path("stats"), "skipped")).isEqualTo(300);
        }
    }

    @Test
    void messagesThatAreSendingAndWhoseJobsVanishedAreSentAgainWithTheSameKey() throws Exception {
        try (var server = server()) {
            server.audience("few", 50);
            String campaign = server.campaign("few", ", \"channel\": \"webhook\"");
            server.awaitStatus(campaign, "completed");
            truncate(server);
            server.sql()
                    .sql("UPDATE deliveries SET status = 0, updated_at = now() - interval '1 hour'")
                    .update();
            server.post("/campaigns/" + campaign + "/recount", "{}");

            server.await(campaign, read -> count(read.path("stats"), "in_flight") == 50);
            completes(server, campaign, 50);
        }
    }

    private ServerUnderTest server() {
        return server(ProcessRole.all());
    }

    private ServerUnderTest server(Set<ProcessRole> roles) {
        return new ServerUnderTest(folder, settings(), roles);
    }

    private Map<String, String> settings() {
        return Map.of("WEBHOOK_URL", provider.url(), "RECONCILE_AFTER_MS", "2000", "SENDS_IN_FLIGHT", "50");
    }

    /** A campaign of 300 leads, whose chunks the store regards as published before any of them was. */
    private static String markedAsPublished(ServerUnderTest server) {
        server.audience("few", 300);
        String campaign = server.campaign(
                "few",
                ", \"channel\": \"webhook\", \"scheduled_at\": \"%s\""
                        .formatted(Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS)));
        server.store()
                .plans()
                .markPublished(campaign, server.store().plans().unpublished(campaign, 1_000), Instant.now());
        return campaign;
    }

    private static void recreateTopics(ServerUnderTest server) throws Exception {
        try (Admin admin = Admin.create(server.kafkaClient(Map.of()))) {
            admin.deleteTopics(PIPELINE).all().get(30, TimeUnit.SECONDS);
            await().atMost(ServerUnderTest.PATIENCE)
                    .until(() -> Stream.of(admin.listTopics().names().get())
                            .noneMatch(names -> names.stream().anyMatch(PIPELINE::contains)));
            admin.createTopics(PIPELINE.stream()
                            .map(topic -> new NewTopic(topic, 6, (short) 1))
                            .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void truncate(ServerUnderTest server) throws Exception {
        try (Admin admin = Admin.create(server.kafkaClient(Map.of()))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (String topic : PIPELINE) {
                for (int partition = 0; partition < 6; partition++) {
                    latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
                }
            }
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(latest)
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static Stream<JsonNode> waits(ServerUnderTest server, String campaign) {
        return server.get("/campaigns/" + campaign + "/diagnosis")
                .path("waiting_for")
                .valueStream();
    }

    /** Until then there is always something that the campaign waits for. */
    private void completes(ServerUnderTest server, String campaign, int leads) {
        await().atMost(ServerUnderTest.PATIENCE).until(() -> {
            if (server.poll(campaign).path("status").asString().equals("completed")) {
                return true;
            }
            List<JsonNode> waits = waits(server, campaign).toList();
            boolean ended = server.poll(campaign).path("status").asString().equals("completed");
            assertThat(ended || !waits.isEmpty()).as("waits for something").isTrue();
            return ended;
        });
        assertThat(count(server.poll(campaign).path("stats"), "sent")).isEqualTo(leads);
        assertThat(keys).hasSize(leads);
        assertThat(server.deliveries(campaign, DeliveryStatus.SENT)).hasSize(leads);
    }
}
