package io.minicrm.app;

import static io.minicrm.app.ServerUnderTest.count;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.SendId;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.gate.SkipReason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records on every topic that no process of ours writes. They become dead letters, and real campaigns are not disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRecordsIT {

    private static final String DEAD_LETTERS = "campaign.dead_letters";
    private static final List<String> TOPICS =
            List.of("campaign.jobs", "campaign.send_jobs", "campaign.delivery_receipts");

    private ServerUnderTest server;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = new ServerUnderTest(folder, Map.of());
        producer = new KafkaProducer<>(
                server.kafkaClient(
                        Map.of("max.request.size", 32 << 20, "buffer.memory", 64L << 20, "compression.type", "zstd")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    void stop() {
        producer.close(Duration.ofSeconds(5));
        server.close();
    }

    @Test
    void whatCannotBeReadOrBelongsNowhereBecomesADeadLetterAndRealCampaignsComplete() throws Exception {
        long before = endOfDeadLetters();
        server.audience("real", 500);
        List<byte[]> garbage = new ArrayList<>(Stream.of(
                        "",
                        "null",
                        "[]",
                        "17",
                        "\"text\"",
                        "{}",
                        "{\"campaign_id\": 17, \"lead_ids\": \"all\", \"job_id\": [], \"created_at\": {}}",
                        "{\"campaign_id\": {\"$gt\": \"\"}}",
                        "[".repeat(20_000),
                        "{\"a\":".repeat(20_000),
                        "not json at all \u0000 \uFFFF")
                .map(text -> text.getBytes(UTF_8))
                .toList());
        byte[] noise = new byte[900_000];
        new Random(1).nextBytes(noise);
        garbage.add(noise);
        // Small when compressed, but larger than a producer accepts by default.
        garbage.add(" ".repeat(5 << 20).getBytes(UTF_8));
        int written = 0;
        for (String topic : TOPICS) {
            for (byte[] value : garbage) {
                write(topic, null, value);
                written++;
            }
            write(topic, "tombstone", (byte[]) null);
            written++;
        }
        String unknown = "campaign-of-nobody";
        for (int i = 0; i < 20; i++) {
            // Many at once, and nothing else in the partition: a whole batch that fails is still the fault of its
            // records.
            write("campaign.jobs", unknown, job(unknown, "lead-" + i));
            write("campaign.send_jobs", unknown, sendJob(unknown, "lead-" + i, SendId.of(unknown, "lead-" + i)));
            written += 2;
        }

        String campaign = server.campaign("real", "");
        write("campaign.jobs", "x", job(campaign, "a\\u0000b"));
        write("campaign.send_jobs", "x", sendJob(campaign, "real-000001", "0".repeat(32)));
        write("campaign.delivery_receipts", "x", receipt(campaign, "real-000001", "0".repeat(32), "sent"));
        write(
                "campaign.delivery_receipts",
                "x",
                receipt(campaign, "real-000001", SendId.of(campaign, "real-000001"), "sending"));
        write(
                "campaign.delivery_receipts",
                "x",
                receipt(campaign, "real-000001", SendId.of(campaign, "real-000001"), "arrived"));
        // Valid, but about messages that do not exist: no dead letters and no rows.
        write(
                "campaign.delivery_receipts",
                "x",
                receipt(campaign, "stranger", SendId.of(campaign, "stranger"), "delivered"));
        write("campaign.delivery_receipts", "x", receipt(unknown, "lead-1", SendId.of(unknown, "lead-1"), "sent"));
        written += 5;

        var stats = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(stats, "sent")).isEqualTo(500);
        server.await(campaign, data -> count(data.path("stats"), "dead_letters") == 5);
        assertThat(server.deliveries(campaign, null)).hasSize(500);
        for (String health : List.of("", "/liveness", "/readiness")) {
            assertThat(server.send("GET", "/actuator/health" + health, null).statusCode())
                    .as(health)
                    .isEqualTo(200);
        }

        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(written, before);
        assertThat(letters).hasSize(written).allSatisfy(HostileRecordsIT::tellsWhereItCameFrom);
        Map<String, Long> byTopic = letters.stream()
                .collect(Collectors.groupingBy(letter -> header(letter, "original-topic"), Collectors.counting()));
        long each = garbage.size() + 1;
        assertThat(byTopic)
                .isEqualTo(Map.of(
                        "campaign.jobs", each + 21,
                        "campaign.send_jobs", each + 21,
                        "campaign.delivery_receipts", each + 3));
        assertThat(letters).extracting(ConsumerRecord::value).contains(noise);
        assertThat(letters)
                .filteredOn(letter -> header(letter, "exception-message").contains(unknown))
                .hasSize(40);
        assertThat(server.send("GET", "/actuator/prometheus", null).body())
                .contains("minicrm_dead_letters_total{topic=\"campaign.jobs\"}");
    }

    /** 1,500 such send jobs once completed a campaign whose leads were not sent to, with a negative number in flight. */
    @Test
    void recordsOfLeadsAndChunksOutsideThePlanChangeNoNumber() throws Exception {
        server.audience("planned", 300);
        server.audience("stranger", 1_500);
        String campaign = server.campaign(
                "planned",
                ", \"max_rate\": 100, \"scheduled_at\": \"%s\""
                        .formatted(Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.SECONDS)));
        for (int i = 0; i < 1_500; i++) {
            String stranger = "stranger-%06d".formatted(i);
            producer.send(new ProducerRecord<>(
                    "campaign.send_jobs",
                    stranger.getBytes(UTF_8),
                    sendJob(campaign, stranger, SendId.of(campaign, stranger)).getBytes(UTF_8)));
            // Between the first and the last lead of a chunk.
            String between = "planned-%06d-x".formatted(i % 300);
            producer.send(new ProducerRecord<>(
                    "campaign.delivery_receipts",
                    between.getBytes(UTF_8),
                    receipt(campaign, between, SendId.of(campaign, between), "sent")
                            .getBytes(UTF_8)));
        }
        for (int i = 0; i < 300; i++) {
            String early = "planned-%06d".formatted(i);
            write("campaign.send_jobs", early, sendJob(campaign, early, SendId.of(campaign, early)));
        }
        write("campaign.jobs", campaign, job(campaign, "stranger-000001"));
        write("campaign.jobs", campaign, job(campaign, "planned-000001"));
        write("campaign.jobs", campaign, job(campaign, "planned-000001").replace("-0-1757", "-99-1757"));

        var stats = server.awaitStatus(campaign, "completed").path("stats");

        assertThat(count(stats, "audience")).isEqualTo(300);
        assertThat(count(stats, "sent")).isEqualTo(300);
        assertThat(count(stats, "in_flight")).isZero();
        assertThat(count(stats, "dead_letters")).isZero();
        assertThat(server.deliveries(campaign, null))
                .hasSize(300)
                .allSatisfy(delivery ->
                        assertThat(delivery.leadId()).startsWith("planned-").doesNotEndWith("-x"));
        await().atMost(ServerUnderTest.PATIENCE)
                .untilAsserted(() -> assertThat(
                                server.send("GET", "/actuator/prometheus", null).body())
                        .contains("minicrm_foreign_records_total{topic=\"campaign.send_jobs\"} 1800.0")
                        .contains("minicrm_foreign_records_total{topic=\"campaign.jobs\"} 3.0")
                        .containsPattern(
                                "minicrm_foreign_records_total\\{topic=\"campaign.delivery_receipts\"\\} [1-9]"));
    }

    /** One such lead once stopped every campaign of the server. */
    @Test
    void leadsThatAreFarTooLargeEndAloneAndAllOthersAreSent() {
        server.audience("large", 300);
        server.audience("other", 300);
        // Larger than a lead may be today, as an earlier version or another program may have stored them: one whose
        // send job Kafka does not take, and one whose job becomes small because it is compressed.
        enlarge(
                ServerUnderTest.lead("large", 150).id(),
                "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300000) i)");
        enlarge(ServerUnderTest.lead("large", 160).id(), "repeat('x', 1800000)");

        String campaign = server.post("/campaigns", """
                {"name": "large", "segment_id": "large", "message_template": "Hi {{name}}: {{ text | default: 0 }}"}""").path("campaign_id").asString();
        String other = server.campaign("other", "");

        var stats = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(stats, "sent")).isEqualTo(298);
        assertThat(server.deliveries(campaign, DeliveryStatus.SKIPPED))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.leadId()).isEqualTo("large-000150");
                    assertThat(delivery.skipReason()).isEqualTo(SkipReason.TOO_LARGE);
                });
        assertThat(server.deliveries(campaign, DeliveryStatus.FAILED))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.leadId()).isEqualTo("large-000160");
                    assertThat(delivery.error()).isNotEmpty();
                });
        assertThat(count(server.awaitStatus(other, "completed").path("stats"), "sent"))
                .isEqualTo(300);
        assertThat(count(stats, "dead_letters")).isEqualTo(1);
        assertThat(lettersOf(campaign)).singleElement().satisfies(letter -> {
            assertThat(header(letter, "original-topic")).isEqualTo("campaign.send_jobs");
            assertThat(header(letter, "exception-message")).contains("large-000150", "too large");
        });
    }

    /** Such a lead once took its whole chunk with it, whose 200 leads never got an outcome. */
    @Test
    void aLeadWhoseStoredDataCannotBeReadEndsAloneAndAllOthersAreSent() {
        server.audience("broken", 300);
        String broken = ServerUnderTest.lead("broken", 150).id();
        String campaign = server.post(
                        "/campaigns", """
                {"name": "broken", "segment_id": "broken", "message_template": "Hi {{name}}",
                 "scheduled_at": "%s"}""".formatted(Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS)))
                .path("campaign_id")
                .asString();
        server.sql()
                .sql("UPDATE leads SET attributes = '{\"9 lives\": 1}' WHERE id = ?")
                .param(broken)
                .update();

        var stats = server.awaitStatus(campaign, "completed").path("stats");
        assertThat(count(stats, "sent")).isEqualTo(299);
        assertThat(server.deliveries(campaign, DeliveryStatus.FAILED))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.leadId()).isEqualTo(broken);
                    assertThat(delivery.error()).startsWith("cannot be processed: ");
                });
        assertThat(lettersOf(campaign)).singleElement().satisfies(letter -> {
            assertThat(header(letter, "original-topic")).isEqualTo("campaign.jobs");
            assertThat(new String(letter.value(), UTF_8)).contains("\"lead_ids\":[\"%s\"]".formatted(broken));
        });

        // Once its cause is corrected, a person has it sent.
        server.sql()
                .sql("UPDATE leads SET attributes = '{}' WHERE id = ?")
                .param(broken)
                .update();
        server.post("/campaigns/" + campaign + "/retry", "{\"statuses\": [\"failed\"]}");
        server.await(campaign, data -> count(data.path("stats"), "sent") == 300);
    }

    private List<ConsumerRecord<byte[], byte[]>> lettersOf(String campaign) {
        return deadLetters(1, 0).stream()
                .filter(letter -> letter.headers().lastHeader("campaign_id") != null)
                .filter(letter -> campaign.equals(
                        new String(letter.headers().lastHeader("campaign_id").value(), UTF_8)))
                .toList();
    }

    private void enlarge(String lead, String text) {
        server.sql()
                .sql("UPDATE leads SET attributes = attributes || jsonb_build_object('text', %s) WHERE id = ?"
                        .formatted(text))
                .param(lead)
                .update();
    }

    @Test
    void callbacksForLeadsThatWereNeverWrittenToChangeNothing() {
        server.audience("later", 10);
        String scheduled = server.campaign(
                "later",
                ", \"scheduled_at\": \"%s\""
                        .formatted(Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS)));
        var forged = server.post("/receipts/simulator", """
                [{"campaign_id": "%1$s", "lead_id": "later-000001", "status": "delivered"},
                 {"campaign_id": "%1$s", "lead_id": "stranger", "status": "sent"},
                 {"campaign_id": "%1$s", "lead_id": "later-000002", "status": "failed", "error": "%2$s"}]\
                """.formatted(scheduled, "x".repeat(100_000)));
        assertThat(forged.path("accepted").asInt()).isEqualTo(3);

        // The receipts of a campaign that starts now follow the forged ones in every partition.
        server.audience("behind", 200);
        server.awaitStatus(server.campaign("behind", ""), "completed");

        var stats = server.poll(scheduled).path("stats");
        assertThat(count(stats, "in_flight")).isEqualTo(10);
        assertThat(count(stats, "dead_letters")).isZero();
        assertThat(server.deliveries(scheduled, null)).isEmpty();
    }

    private static void tellsWhereItCameFrom(ConsumerRecord<byte[], byte[]> letter) {
        assertThat(TOPICS).contains(header(letter, "original-topic"));
        assertThat(letter.headers().lastHeader("kafka_dlt-original-partition").value())
                .hasSize(Integer.BYTES);
        assertThat(ByteBuffer.wrap(letter.headers()
                                .lastHeader("kafka_dlt-original-offset")
                                .value())
                        .getLong())
                .isNotNegative();
        assertThat(header(letter, "original-consumer-group")).startsWith("mini-crm-");
        assertThat(header(letter, "exception-fqcn")).endsWith("Exception");
        assertThat(header(letter, "exception-message")).isNotEmpty().hasSizeLessThan(2_000);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("kafka_dlt-" + name).value(), UTF_8);
    }

    private long endOfDeadLetters() {
        try (var consumer = new KafkaConsumer<>(
                server.kafkaClient(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(int expected, long from) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                server.kafkaClient(Map.of("auto.offset.reset", "earliest")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            await().atMost(ServerUnderTest.PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return letters.size() >= expected;
            });
            consumer.poll(Duration.ofMillis(500)).forEach(letters::add);
        }
        return letters;
    }

    private void write(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value))
                .get(30, TimeUnit.SECONDS);
    }

    private void write(String topic, String key, String value) throws Exception {
        write(topic, key, value.getBytes(UTF_8));
    }

    private static String job(String campaign, String lead) {
        return """
                {"job_id": "job-%s-0-1757656477507-kz2rrf", "campaign_id": "%s", "lead_ids": ["%s"],
                 "created_at": "2026-11-24T12:00:00.000Z"}""".formatted(campaign, campaign, lead);
    }

    private static String sendJob(String campaign, String lead, String sendId) {
        return """
                {"send_id": "%s", "job_id": "job-%s-0-1757656477507-kz2rrf", "campaign_id": "%s", "lead_id": "%s",
                 "channel": "simulator", "to": "x@example.com", "attributes": {}, "attempt": 1, "chunk_index": 0,
                 "created_at": "2026-11-24T12:00:00.000Z"}""".formatted(sendId, campaign, campaign, lead);
    }

    private static String receipt(String campaign, String lead, String sendId, String status) {
        return """
                {"send_id": "%s", "campaign_id": "%s", "lead_id": "%s", "status": "%s", "provider": "simulator",
                 "at": "2026-11-24T12:00:00.000Z"}""".formatted(sendId, campaign, lead, status);
    }
}
