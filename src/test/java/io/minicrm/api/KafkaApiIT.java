package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.TestTopics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics, messages and groups over HTTP. */
class KafkaApiIT {

    private final ApiServer api = ApiServer.shared();

    private static final String TOPIC = PipelineTopics.JOBS.name();

    /** Five records on a topic of the pipeline; returns their key. */
    private static String keyOfFive() {
        String key = "kafka-api-" + UUID.randomUUID();
        try (TestTopics topics = new TestTopics(Map.of())) {
            for (int i = 0; i < 5; i++) {
                topics.put(TOPIC, key, "{\"n\":" + i + "}");
            }
        }
        return key;
    }

    private static String messages(String key) {
        return "/api/v1/kafka/topics/" + TOPIC + "/messages?key=" + key;
    }

    @Test
    void topicsAndGroupsAreListed() {
        assertThat(api.get("/api/v1/kafka/topics").data().toString())
                .contains("{\"topic\":\"%s\",\"internal\":false,\"partitions\":6".formatted(TOPIC));
        assertThat(api.get("/api/v1/kafka/groups").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/kafka/groups?watch_ms=-1").error("watch_ms"))
                .contains("give 0 to 5000");
    }

    @Test
    void aTopicIsShownWithItsPartitionsAndOffsets() {
        keyOfFive();

        ApiServer.Reply reply = api.get("/api/v1/kafka/topics/" + TOPIC);

        assertThat(reply.data().at("/metadata/partitions/0/leader").asInt()).isEqualTo(1);
        assertThat(reply.data()
                        .at("/offsets/partitions")
                        .valueStream()
                        .mapToLong(partition -> partition.path("latest").asLong()))
                .anyMatch(latest -> latest >= 5);
    }

    /** A cluster may be shared: what other programs write is not shown. */
    @Test
    void topicsOfOtherProgramsAreNotShown() {
        String payroll = TestTopics.create(1, Map.of());

        assertThat(api.get("/api/v1/kafka/topics").data())
                .extracting(topic -> topic.path("topic").asString())
                .containsExactlyInAnyOrderElementsOf(PipelineTopics.partitions().keySet());
        for (String topic : List.of(payroll, "__consumer_offsets")) {
            assertThat(api.get("/api/v1/kafka/topics/" + topic).status()).isEqualTo(404);
            assertThat(api.get("/api/v1/kafka/topics/" + topic + "/messages").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void messagesArePagedAndFiltered() {
        String path = messages(keyOfFive());

        ApiServer.Reply first = api.get(path + "&limit=3");
        ApiServer.Reply second = api.get(
                path + "&limit=3&cursor=" + first.body().path("next_cursor").asString());
        ApiServer.Reply where = api.get(path + "&where=" + URLEncoder.encode("n > 1 && n < 4", StandardCharsets.UTF_8));

        assertThat(first.data())
                .extracting(message -> message.at("/value/n").asInt())
                .containsExactly(2, 3, 4);
        assertThat(second.data())
                .extracting(message -> message.at("/value/n").asInt())
                .containsExactly(0, 1);
        assertThat(second.body().path("next_cursor").isNull()).isTrue();
        assertThat(where.data())
                .extracting(message -> message.at("/value/n").asInt())
                .containsExactly(2, 3);
    }

    @Test
    @Timeout(60)
    void endlessConditionsAreRefusedAndStopNobodyElse() throws InterruptedException {
        String loop = "l.all(a, l.all(b, l.all(c, l.all(d, l.all(e, l.all(f, a + b + c + d + e + f >= 0))))))";
        String key = "kafka-api-" + UUID.randomUUID();
        String numbers = IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(","));
        try (TestTopics topics = new TestTopics(Map.of())) {
            topics.put(TOPIC, key, "{\"l\":[" + numbers + "]}");
        }
        String path = messages(key) + "&where=" + URLEncoder.encode(loop, StandardCharsets.UTF_8);
        List<ApiServer.Reply> replies = new CopyOnWriteArrayList<>();
        List<Thread> requests = Stream.generate(() -> Thread.ofVirtual().start(() -> replies.add(api.get(path))))
                .limit(8)
                .toList();

        assertThat(api.get("/api/v1/kafka/topics").status()).isEqualTo(200);
        for (Thread request : requests) {
            request.join();
        }

        assertThat(replies)
                .hasSize(8)
                .allSatisfy(reply -> assertThat(reply.error("where")).contains("100,000 steps"));
    }

    @Test
    void whatCannotBeAskedIsExplained() {
        String path = "/api/v1/kafka/topics/" + TOPIC + "/messages";
        keyOfFive();

        ApiServer.Reply where = api.get(path + "?where=n+%3D+3");

        assertThat(where.status()).isEqualTo(400);
        assertThat(where.error("where")).contains("column");
        assertThat(api.get(path + "?from=yesterday").error("from")).contains("give earliest");
        assertThat(api.get(path + "?cursor=nonsense").status()).isEqualTo(404);
        assertThat(api.get(path + "?limit=0").status()).isEqualTo(400);
        assertThat(api.get(path + "?limit=0x10").error("limit")).contains("must be a whole number");
        assertThat(api.get(path + "?limit=").error("limit")).contains("must be a whole number");
        assertThat(api.get(path + "?committed=maybe").error("committed")).contains("true or false");
        assertThat(api.get(path + "?wher=true").error("wher")).contains("did you mean where?");
        assertThat(api.get(path + "?key=a&key=b").error("key")).contains("give it once");
        assertThat(api.get("/api/v1/kafka/topics/no.such.topic").status()).isEqualTo(404);
    }
}
