package io.minicrm.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.TestTopics;
import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.DeadLetters;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DeadLettersApiIT {

    private static final String JOBS = PipelineTopics.JOBS.name();

    private final ApiServer api = ApiServer.shared();
    private final String reason = "reason " + UUID.randomUUID();

    private void put(String origin, String key, String value) {
        try (TestTopics topics = new TestTopics(Map.of())) {
            topics.put(
                    DeadLetters.TOPIC,
                    null,
                    null,
                    key,
                    value.getBytes(UTF_8),
                    new RecordHeader("campaign_id", "campaign-1".getBytes(UTF_8)),
                    new RecordHeader(DeadLetterHeaders.ORIGINAL_TOPIC, origin.getBytes(UTF_8)),
                    new RecordHeader(DeadLetterHeaders.EXCEPTION_MESSAGE, reason.getBytes(UTF_8)),
                    new RecordHeader(DeadLetterHeaders.EXCEPTION_CLASS, "Malformed".getBytes(UTF_8)));
        }
    }

    private ApiServer.Reply list(String more) {
        return api.get("/api/v1/dead-letters?reason=" + URLEncoder.encode(reason, UTF_8) + more);
    }

    private ApiServer.Reply replay(JsonNode letter) {
        return api.post("/api/v1/dead-letters/replay", """
                {"letters": [{"partition": %d, "offset": %d}]}""".formatted(
                        letter.path("partition").asInt(), letter.path("offset").asLong()));
    }

    private List<String> onTopic(String key) {
        return api.get("/api/v1/kafka/topics/" + JOBS + "/messages?key=" + key)
                .data()
                .valueStream()
                .map(message -> message.path("value").toString())
                .toList();
    }

    @Test
    void lettersAreListedNewestFirstWithTheirOrigin() {
        put(JOBS, "one", "{\"n\":1}");
        put("elsewhere", "two", "no JSON");

        ApiServer.Reply all = list("");

        assertThat(all.data())
                .extracting(letter -> letter.path("key").asString())
                .containsExactly("two", "one");
        JsonNode one = all.data().get(1);
        assertThat(one.path("original_topic").asString()).isEqualTo(JOBS);
        assertThat(one.path("campaign_id").asString()).isEqualTo("campaign-1");
        assertThat(one.path("message").asString()).isEqualTo(reason);
        assertThat(one.path("value").asString()).isEqualTo("{\"n\":1}");
        assertThat(one.path("replayed").asBoolean(true)).isFalse();
        assertThat(list("&from_topic=elsewhere").data())
                .extracting(letter -> letter.path("value").asString())
                .containsExactly("no JSON");
    }

    @Test
    void pagesLeadFromTheNewestToTheOldest() {
        for (String key : List.of("a", "b", "c")) {
            put(JOBS, key, "{}");
        }

        ApiServer.Reply first = list("&limit=2");
        ApiServer.Reply second =
                list("&limit=2&cursor=" + first.body().path("next_cursor").asString());

        assertThat(Stream.of(first, second).flatMap(page -> page.data().valueStream()))
                .extracting(letter -> letter.path("key").asString())
                .containsExactly("c", "b", "a");
    }

    @Test
    void aLongValueIsCut() {
        put(JOBS, "long", "\"" + "x".repeat(20_000) + "\"");

        JsonNode letter = list("").data().get(0);

        assertThat(letter.path("value").asString()).hasSize(10_000);
        assertThat(letter.path("truncated").asBoolean(false)).isTrue();
    }

    @Test
    void aLetterIsReplayedOnceHoweverOftenAndHoweverFast() {
        String key = "replay-" + UUID.randomUUID();
        put(JOBS, key, "{\"n\":1}");
        JsonNode letter = list("").data().get(0);

        List<CompletableFuture<ApiServer.Reply>> clicks = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> replay(letter)))
                .limit(4)
                .toList();

        assertThat(clicks.stream().map(CompletableFuture::join))
                .extracting(reply -> reply.data().at("/0/result").asString())
                .containsExactlyInAnyOrder("replayed", "already_replayed", "already_replayed", "already_replayed");
        assertThat(onTopic(key)).containsExactly("{\"n\":1}");
        assertThat(list("").data().get(0).path("replayed").asBoolean(false)).isTrue();
    }

    @Test
    void whatCannotBeReplayedIsSaid() {
        put("no.such.topic", "lost", "{}");

        ApiServer.Reply lost = replay(list("").data().get(0));
        ApiServer.Reply gone =
                api.post("/api/v1/dead-letters/replay", "{\"letters\": [{\"partition\": 0, \"offset\": 9000000000}]}");

        assertThat(lost.data().at("/0/result").asString()).isEqualTo("unroutable");
        assertThat(gone.data().at("/0/result").asString()).isEqualTo("gone");
        assertThat(list("").data().get(0).path("replayed").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"letters\": []}",
                "{\"letters\": [null]}",
                "{\"letters\": [{\"partition\": 0}]}",
                "{\"letters\": [{\"partition\": -1, \"offset\": 0}]}",
                "{\"letters\": [{\"partition\": 0, \"offset\": 9007199254740992}]}",
                "{\"letters\": [{\"partition\": 0, \"offset\": \"1\"}]}"
            })
    void aReplayNamesItsLetters(String body) {
        assertThat(api.post("/api/v1/dead-letters/replay", body).status()).isEqualTo(400);
    }

    @Test
    void aReasonIsTextAndNoExpression() {
        put(JOBS, "quoted", "{}");

        assertThat(api.get("/api/v1/dead-letters?reason=" + URLEncoder.encode("\") || true || (\"", UTF_8))
                        .data())
                .isEmpty();
        assertThat(api.get("/api/v1/dead-letters?reason=" + "x".repeat(201)).error("reason"))
                .contains("give 200 or fewer");
    }
}
