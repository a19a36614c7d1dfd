package io.minicrm.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.MessageKey;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.SendJob.ChunkRound;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks the messages that the code writes and reads against {@code docs/asyncapi.yaml}. */
class MessagesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AsyncApi API = AsyncApi.read();
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final String CAMPAIGN = "campaign-0mwvayu55ahwvn7";
    private static final String LEAD = "lead/ü";
    private static final String JOB = "job-" + CAMPAIGN + "-3-1795521600123-a1b2c3";
    private static final MessageKey KEY = MessageKey.of(CAMPAIGN, LEAD);

    static Stream<Arguments> messages() {
        var chunk = ChunkJob.of(new Chunk(JOB, CAMPAIGN, 3, List.of(LEAD, "lead-2"), NOW));
        Map<String, Object> attributes = Map.of(
                "name",
                "Ana",
                "total_spend",
                new BigDecimal("1617.5"),
                "vip",
                true,
                "orders",
                List.of(Map.of("title", "shoe", "sizes", List.of(new BigDecimal("42.5"), true))));
        var job = new SendJob(KEY, new ChunkRound(JOB, 3, 1, 1), "simulator", "ana@example.com", attributes, NOW, null);
        var skipped = new SendJob(
                KEY, new ChunkRound(JOB, 3, 2, 70_000), "simulator", null, Map.of(), NOW, SkipReason.NO_ADDRESS);
        var retrying = new Receipt(
                KEY, DeliveryStatus.RETRYING, "simulator", null, "busy", NOW, new SendAttempt(1, 70_000, 1, NOW));
        Stream<Receipt> callbacks = Arrays.stream(DeliveryStatus.values())
                .filter(status -> status != DeliveryStatus.SENDING)
                .map(status -> Receipt.callback(KEY, status, "simulator", "sim-1", null, NOW));
        return Stream.concat(
                Stream.of(
                        Arguments.of("ChunkJob", PipelineTopics.JOBS, chunk),
                        Arguments.of("SendJob", PipelineTopics.SEND_JOBS, job),
                        Arguments.of("SendJob", PipelineTopics.SEND_JOBS, skipped),
                        Arguments.of("Receipt", PipelineTopics.RECEIPTS, retrying)),
                callbacks.map(receipt -> Arguments.of("Receipt", PipelineTopics.RECEIPTS, receipt)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    <T> void whatIsWrittenIsAsDescribed(String schema, Topic<T> topic, T value) {
        JsonNode written = JSON.readTree(topic.codec().encode(value));

        assertThat(API.faults(schema, written)).isEmpty();
        assertThat(Set.copyOf(written.propertyNames())).isEqualTo(API.properties(schema));
    }

    /** Kafka takes 1 MB. A control character takes six bytes in JSON, and a number of one digit up to 35. */
    @Test
    void theJobOfTheLargestLeadIsHalfOfWhatKafkaTakes() {
        var texts = new TreeMap<String, Object>();
        for (int i = 0; i < 6; i++) {
            texts.put("t" + i, "\u0001".repeat(Attributes.MAX_TEXT_LENGTH));
        }
        texts.put("rest", "\u0001".repeat(Attributes.MAX_BYTES - 6 * (Attributes.MAX_TEXT_LENGTH + 2) - 4));
        var numbers = new TreeMap<String, Object>();
        for (int i = 0; i < Attributes.MAX_COUNT; i++) {
            numbers.put("a".repeat(60) + i, new BigDecimal("1e34"));
        }

        for (Map<String, Object> attributes : List.of(texts, numbers)) {
            var lead = new Lead(LEAD, "x", "a@b.c", null, false, Attributes.of(attributes), NOW);
            var job = new SendJob(
                    KEY,
                    new ChunkRound(JOB, 3, 1, 1),
                    "simulator",
                    "a@b.c",
                    TemplateValues.of(lead, attributes.keySet()),
                    NOW,
                    null);

            assertThat(PipelineTopics.SEND_JOBS.codec().encode(job)).hasSizeLessThan(500_000);
        }
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of("ChunkJob", PipelineTopics.JOBS),
                Arguments.of("SendJob", PipelineTopics.SEND_JOBS),
                Arguments.of("Receipt", PipelineTopics.RECEIPTS));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void theExamplesAreAsDescribedAndCanBeRead(String schema, Topic<?> topic) {
        JsonNode example = API.example(schema);

        assertThat(API.faults(schema, example)).isEmpty();
        assertThat(topic.codec().decode(JSON.writeValueAsBytes(example))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void fieldsThatAreNotKnownAreLetPass(String schema, Topic<?> topic) {
        var message = (ObjectNode) API.example(schema).deepCopy();
        Object without = topic.codec().decode(JSON.writeValueAsBytes(message));
        message.putObject("added_later").put("by", "somebody");

        assertThat(API.faults(schema, message)).isEmpty();
        assertThat((Object) topic.codec().decode(JSON.writeValueAsBytes(message)))
                .isEqualTo(without);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aMessageThatLacksARequiredFieldIsRefused(String schema, Topic<?> topic) {
        assertThat(API.required(schema)).isNotEmpty().allSatisfy(field -> {
            var message = (ObjectNode) API.example(schema).deepCopy();
            message.remove(field);

            assertThat(API.faults(schema, message)).isNotEmpty();
            assertThatThrownBy(() -> topic.codec().decode(JSON.writeValueAsBytes(message)))
                    .isInstanceOf(MalformedRecordException.class);
        });
    }

    @ParameterizedTest
    @MethodSource("messages")
    <T> void whatIsWrittenIsReadBack(String schema, Topic<T> topic, T value) {
        byte[] once = topic.codec().encode(value);

        assertThat(JSON.readTree(topic.codec().encode(topic.codec().decode(once))))
                .isEqualTo(JSON.readTree(once));
    }

    @Test
    void aChunkJobHasExactlyTheFourFieldsAndItsIndexInHeaders() {
        var job = new ChunkJob(JOB, CAMPAIGN, List.of(LEAD), NOW, 3, 2, 5);

        assertThat(JSON.readTree(PipelineTopics.JOBS.codec().encode(job)).propertyNames())
                .containsExactlyInAnyOrder("job_id", "campaign_id", "lead_ids", "created_at");
        assertThat(PipelineTopics.JOBS.envelope().apply(job).further())
                .isEqualTo(Map.of("chunk_index", "3", "attempt", "2", "round", "5"));
        assertThat(readWithHeaders(
                        job, PipelineTopics.JOBS.envelope().apply(job).further()))
                .extracting(ChunkJob::chunkIndex, ChunkJob::attempt, ChunkJob::round)
                .containsExactly(3, 2, 5);
    }

    @Test
    void aChunkJobWithoutHeadersIsTheFirstRound() {
        var job = new ChunkJob(JOB, CAMPAIGN, List.of(LEAD), NOW, 3, 2, 5);

        assertThat(readWithHeaders(job, Map.of()))
                .extracting(ChunkJob::chunkIndex, ChunkJob::attempt, ChunkJob::round)
                .containsExactly(3, 1, 1);
    }

    /** Each postponement is a round. At 10,001 of them a job could not be read any more, and its message was lost. */
    @ParameterizedTest
    @ValueSource(ints = {10_000, 10_001, 1_000_000})
    void messagesThatWerePostponedAnyNumberOfTimesAreRead(int round) {
        var chunk = new ChunkJob(JOB, CAMPAIGN, List.of(LEAD), NOW.truncatedTo(ChronoUnit.MILLIS), 3, 1, round);
        var job = new SendJob(KEY, chunk.chunkRound(), "simulator", "a@b.c", Map.of(), chunk.createdAt(), null);
        var receipt = new Receipt(
                KEY,
                DeliveryStatus.POSTPONED,
                "simulator",
                null,
                PostponeReason.RATE_LIMIT.code(),
                chunk.createdAt(),
                new SendAttempt(1, round, null, chunk.createdAt()));

        assertThat(readWithHeaders(chunk, chunk.headers())).isEqualTo(chunk);
        assertThat(PipelineTopics.SEND_JOBS
                        .codec()
                        .decode(PipelineTopics.SEND_JOBS.codec().encode(job)))
                .isEqualTo(job);
        assertThat(PipelineTopics.RECEIPTS
                        .codec()
                        .decode(PipelineTopics.RECEIPTS.codec().encode(receipt)))
                .isEqualTo(receipt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "-1", "1.5", "99999999999"})
    void aChunkJobWithAnInvalidRoundIsRefused(String round) {
        var job = new ChunkJob(JOB, CAMPAIGN, List.of(LEAD), NOW, 3, 1, 1);

        assertThatThrownBy(() -> readWithHeaders(job, Map.of("round", round)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("round is");
    }

    /** Messages of versions before rounds existed: their attempt counted the rounds. */
    @Test
    void messagesOfEarlierVersionsAreRead() {
        ChunkJob chunk =
                PipelineTopics.JOBS.codec().decode("""
                {"job_id": "%s", "campaign_id": "%s", "lead_ids": ["x"], "created_at": "2026-11-24T12:00:00.123Z",
                 "chunk_index": 3, "attempt": 4}""".formatted(JOB, CAMPAIGN).getBytes(UTF_8));
        SendJob job = PipelineTopics.SEND_JOBS.codec().decode("""
                {"send_id": "%s", "job_id": "%s", "campaign_id": "%s", "lead_id": "%s", "channel": "simulator",
                 "attributes": {}, "attempt": 4, "created_at": "2026-11-24T12:00:00.123Z", "chunk_index": 3,
                 "skip": "no address on this channel"}""".formatted(KEY.sendId(), JOB, CAMPAIGN, LEAD)
                .getBytes(UTF_8));
        Receipt receipt = PipelineTopics.RECEIPTS.codec().decode("""
                {"send_id": "%s", "campaign_id": "%s", "lead_id": "%s", "status": "retrying", "provider": "simulator",
                 "error": "busy", "at": "2026-11-24T12:00:00.123Z", "attempt": 4, "failures": 2,
                 "next_attempt_at": "2026-11-24T12:00:05.123Z"}""".formatted(KEY.sendId(), CAMPAIGN, LEAD)
                .getBytes(UTF_8));

        assertThat(chunk.round()).isEqualTo(4);
        assertThat(job.round()).isEqualTo(4);
        assertThat(job.skip()).isEqualTo(SkipReason.NO_ADDRESS);
        assertThat(receipt.round()).isEqualTo(4);
        assertThat(receipt.failures()).isEqualTo(2);
    }

    private static ChunkJob readWithHeaders(ChunkJob job, Map<String, String> headers) {
        return PipelineTopics.JOBS.codec().decode(PipelineTopics.JOBS.codec().encode(job), headers::get);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aFieldOfAnotherTypeIsNamed(String schema, Topic<?> topic) {
        assertThat(API.required(schema)).allSatisfy(field -> {
            var message = (ObjectNode) API.example(schema).deepCopy();
            message.putArray(field).add(true);

            assertThatThrownBy(() -> topic.codec().decode(JSON.writeValueAsBytes(message)))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining(field);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "7", "[]", "{", "{}", "{}{}", "{\"job_id\": \"x\"} 1", "{\"job_id\": 1e}", "\u0000"})
    void invalidMessagesAreRefused(String text) {
        Stream.of(PipelineTopics.JOBS, PipelineTopics.SEND_JOBS, PipelineTopics.RECEIPTS)
                .forEach(topic -> assertThatThrownBy(() -> topic.codec().decode(text.getBytes(UTF_8)))
                        .isInstanceOf(MalformedRecordException.class));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aMessageWithSomethingBehindItIsRefused(String schema, Topic<?> topic) {
        String twice = API.example(schema) + " {}";

        assertThatThrownBy(() -> topic.codec().decode(twice.getBytes(UTF_8)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void everyTopicIsDescribedAndNoOther() {
        assertThat(API.addresses()).isEqualTo(PipelineTopics.partitions().keySet());
    }
}
