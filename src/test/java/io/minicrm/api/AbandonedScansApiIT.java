package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.TestTopics;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scans of topics whose client leaves before it is answered. A slow one takes about ten seconds if it is not stopped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedScansApiIT {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int CLIENT_LEFT = 499;
    private static final int SCAN_THREADS = 2;
    private static final int MANY = 20;
    private static final int RECORDS = 1_000;
    private static final int NUMBERS = 300;

    /** As many steps as one record may take, nearly. */
    private static final String SLOW = "numbers.all(a, numbers.all(b, a + b >= 0))";

    private final String key = "abandoned-" + UUID.randomUUID();
    private final List<Socket> clients = new ArrayList<>();
    private ApiServer api;
    private String campaign;

    @BeforeAll
    void start() {
        api = new ApiServer(null);
        campaign = api.campaignTo(api.segmentOf(3, "scanned"));
        String numbers = IntStream.range(0, NUMBERS).mapToObj(Integer::toString).collect(Collectors.joining(","));
        try (TestTopics topics = new TestTopics(Map.of())) {
            for (int i = 0; i < RECORDS; i++) {
                topics.put(PipelineTopics.JOBS.name(), key, "{\"numbers\":[" + numbers + "]}");
            }
        }
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @AfterEach
    void leave() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        clients.clear();
        await().atMost(SOON).until(() -> scanning() == 0);
    }

    @Test
    void manySlowScansWhoseClientsLeaveAreStoppedAndNotBegun() throws IOException {
        askForSlowScans(MANY);

        leave();

        await().atMost(SOON).until(() -> api.answered("/api/v1/kafka/topics/{topic}/messages", CLIENT_LEFT) >= MANY);
        assertThat(scanning()).isZero();
        assertThat(api.get(messages() + "&limit=1").data()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/kafka/topics/campaign.jobs/messages, /kafka/topics/{topic}/messages",
        "/dead-letters, /dead-letters",
        "/trace?campaign=CAMPAIGN&lead=scanned-00001, /trace",
        "/campaigns/CAMPAIGN/analysis, /campaigns/{id}/analysis"
    })
    void whatWaitsForItsTurnEndsWhenItsClientLeaves(String path, String pattern) throws IOException {
        askForSlowScans(SCAN_THREADS);
        long before = api.answered("/api/v1" + pattern, CLIENT_LEFT);

        try (Socket client = RawHttp.ask(api.port(), "GET " + path.replace("CAMPAIGN", campaign))) {
            await().during(MOMENT).until(() -> client.getInputStream().available() == 0);
        }

        await().atMost(SOON).until(() -> api.answered("/api/v1" + pattern, CLIENT_LEFT) == before + 1);
        await("the others go on").atMost(SOON).until(() -> scanning() == SCAN_THREADS);
    }

    /** A client that waits for as long as the scan needs is answered. */
    @Test
    void aClientThatStaysIsAnswered() throws IOException {
        askForSlowScans(1);

        byte[] status = clients.getFirst().getInputStream().readNBytes("HTTP/1.1 400".length());

        assertThat(new String(status, StandardCharsets.US_ASCII))
                .as("takes too long")
                .isEqualTo("HTTP/1.1 400");
    }

    private String messages() {
        return "/api/v1/kafka/topics/" + PipelineTopics.JOBS.name() + "/messages?key=" + key;
    }

    private void askForSlowScans(int count) throws IOException {
        String slow = messages().replace("/api/v1", "") + "&where=" + URLEncoder.encode(SLOW, StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            clients.add(RawHttp.ask(api.port(), "GET " + slow));
        }
        await().atMost(SOON).until(() -> scanning() == Math.min(count, SCAN_THREADS));
    }

    /** The threads that evaluate the slow condition. */
    private static long scanning() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("inspector-scan-"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith(".CelFilter")))
                .count();
    }
}
