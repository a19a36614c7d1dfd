package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.DeliveryStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class CampaignEventsApiIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final ApiServer api = ApiServer.shared();

    @Test
    void aListenerGetsTheNumbersAtOnceThenEachChangeAndLastThatItIsDone() throws IOException {
        String id = campaign("heard", 2);
        try (var events = new Events(path(id))) {
            Event first = events.next();
            assertThat(first.name()).isEqualTo("stats");
            assertThat(first.data().path("status").asString()).isEqualTo("queued");
            assertThat(first.data().path("stats").path("audience").asInt()).isEqualTo(2);

            var workers = new SimulatedWorkers(api.store(), id);
            workers.claim("heard-00000", "heard-00001");
            // The campaign is read before its numbers, so an event between them may still say "queued".
            Event published = events.nextThat("sending", 2);
            while (published.data().path("status").asString().equals("queued")) {
                published = events.next();
            }
            assertThat(published.data().path("status").asString()).isEqualTo("running");
            assertThat(published.data().path("progress").asDouble()).isZero();

            workers.apply(DeliveryStatus.SENT, "heard-00000", "heard-00001");
            Event sent = events.nextThat("sent", 2);
            assertThat(sent.data().path("progress").asDouble()).isEqualTo(1);

            workers.apply(DeliveryStatus.DELIVERED, "heard-00000", "heard-00001");
            events.nextThat("delivered", 2);
            Event last = events.next();
            assertThat(last.name()).isEqualTo("done");
            assertThat(last.data().path("status").asString()).isEqualTo("completed");
            assertThat(events.hasEnded()).isTrue();
        }
    }

    @Test
    void inEveryEventTheLeadsInFlightAreThoseOfTheirStatusesAndThoseWithoutOne() throws IOException {
        String id = campaign("sum", 6);
        try (var events = new Events(path(id))) {
            var workers = new SimulatedWorkers(api.store(), id);
            workers.claim("sum-00000", "sum-00001", "sum-00002", "sum-00003");
            assertThat(events.nextThat("sending", 4).unclaimed()).isEqualTo(2);

            workers.apply(DeliveryStatus.POSTPONED, "sum-00000", "sum-00001");
            assertThat(events.nextThat("postponed", 2).unclaimed()).isEqualTo(2);

            workers.apply(DeliveryStatus.RETRYING, "sum-00002");
            workers.claim("sum-00004", "sum-00005");
            Event claimed = events.nextThat("sending", 3);
            assertThat(claimed.number("retrying")).isEqualTo(1);
            assertThat(claimed.number("in_flight")).isEqualTo(6);
            assertThat(claimed.unclaimed()).isZero();

            workers.apply(DeliveryStatus.SKIPPED, "sum-00000");
            workers.apply(DeliveryStatus.UNKNOWN, "sum-00002");
            workers.apply(DeliveryStatus.FAILED, "sum-00003");
            workers.apply(DeliveryStatus.SENT, "sum-00004");
            Event last = events.nextThat("sent", 1);
            assertThat(last.number("in_flight")).isEqualTo(2);
            assertThat(last.unclaimed()).isZero();
        }
    }

    @Test
    void aFinishedCampaignIsSentOnceAndThenDone() throws IOException {
        String id = campaign("over", 0);
        try (var events = new Events(path(id))) {
            assertThat(events.next().name()).isEqualTo("stats");
            assertThat(events.next().name()).isEqualTo("done");
            assertThat(events.hasEnded()).isTrue();
        }
    }

    @Test
    void aCancelledCampaignWhoseNumbersStandStillIsDoneAfterAWhile() throws IOException {
        String id = campaign("still", 3);
        api.post("/api/v1/campaigns/%s/cancel".formatted(id));
        try (var events = new Events(path(id))) {
            Event event = events.next();
            while (!event.name().equals("done")) {
                event = events.next();
            }
            assertThat(event.data().path("status").asString()).isEqualTo("cancelled");
        }
    }

    @Test
    void aServerThatStopsDoesNotWaitForItsListeners() throws IOException {
        var stopping = new ApiServer(null);
        String segment = stopping.segmentOf(1, "stopping");
        String id = create(stopping, segment);
        var stream = stopping.open("/api/v1/campaigns/%s/events".formatted(id));
        try (var reader = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).startsWith("retry:");

            long start = System.nanoTime();
            stopping.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void theStoreIsNotReadAfterTheLastOfManyListenersHasLeft() throws IOException {
        String id = campaign("crowd", 1);
        for (int i = 0; i < 20; i++) {
            try (var events = new Events(path(id))) {
                assertThat(events.next().name()).isEqualTo("stats");
            }
        }
        // The server notices that a client has left at the next write to it.
        new SimulatedWorkers(api.store(), id).claim("crowd-00000");
        new SimulatedWorkers(api.store(), id).apply(DeliveryStatus.DELIVERED, "crowd-00000");
        await().atMost(Duration.ofSeconds(40))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("progress-feeds")));
    }

    @Test
    void oneStreamHasTheEventsOfManyCampaignsAndEndsAfterTheLast() throws IOException {
        String one = campaign("one", 1);
        String two = campaign("two", 2);
        try (var events = new Events("/api/v1/events?campaigns=%s,nobody,%s,%s".formatted(one, two, one))) {
            Event gone = events.next();
            assertThat(gone.name()).isEqualTo("gone");
            assertThat(gone.campaign()).isEqualTo("nobody");
            assertThat(List.of(events.next(), events.next()))
                    .extracting(Event::campaign)
                    .containsExactlyInAnyOrder(one, two);

            var workers = new SimulatedWorkers(api.store(), two);
            workers.claim("two-00000", "two-00001");
            workers.apply(DeliveryStatus.DELIVERED, "two-00000", "two-00001");
            Event delivered = events.nextThat("delivered", 2);
            assertThat(delivered.campaign()).isEqualTo(two);
            assertThat(events.nextDone().campaign()).isEqualTo(two);

            workers = new SimulatedWorkers(api.store(), one);
            workers.claim("one-00000");
            workers.apply(DeliveryStatus.DELIVERED, "one-00000");
            assertThat(events.nextDone().campaign()).isEqualTo(one);
            assertThat(events.hasEnded()).isTrue();
        }
    }

    @Test
    void aStreamOfCampaignsThatDoNotExistEndsAfterSayingSo() throws IOException {
        try (var events = new Events("/api/v1/events?campaigns=nobody")) {
            assertThat(events.next().name()).isEqualTo("gone");
            assertThat(events.hasEnded()).isTrue();
        }
    }

    @Test
    void aStreamOfNoneOrTooManyCampaignsIsRefused() {
        String many = IntStream.range(0, 51).mapToObj(i -> "c" + i).collect(Collectors.joining(","));

        assertThat(api.get("/api/v1/events?campaigns=").error("campaigns")).contains("names 0 campaigns; give");
        assertThat(api.get("/api/v1/events?campaigns=" + many).error("campaigns"))
                .isEqualTo("names 51 campaigns; give the ids of 1 to 50, with commas between");
        assertThat(api.get("/api/v1/events").status()).isEqualTo(400);
    }

    private static String path(String id) {
        return "/api/v1/campaigns/%s/events".formatted(id);
    }

    private String campaign(String group, int leads) {
        return create(api, api.segmentOf(leads, group));
    }

    private static String create(ApiServer api, String segment) {
        return api.post("/api/v1/campaigns", """
                {"name": "Followed", "segment_id": "%s", "message_template": "Hi"}""".formatted(segment))
                .data()
                .path("campaign_id")
                .asString();
    }

    /** An event whose numbers add up: whatever the moment, every lead is settled, in flight with a status, or not claimed yet. */
    private record Event(String name, JsonNode data) {

        Event {
            if (!name.equals("gone")) {
                requireSums(data);
            }
        }

        private static void requireSums(JsonNode data) {
            JsonNode stats = data.path("stats");
            assertThat(sum(stats, "sent", "failed", "skipped", "unknown", "in_flight"))
                    .as(stats::toString)
                    .isEqualTo(stats.path("audience").asLong());
            assertThat(sum(stats, "sending", "retrying", "postponed"))
                    .as(stats::toString)
                    .isBetween(0L, stats.path("in_flight").asLong());
            assertThat(sum(stats, "delivered", "bounced"))
                    .as(stats::toString)
                    .isBetween(0L, stats.path("sent").asLong());
        }

        String campaign() {
            return data.path("campaign_id").asString();
        }

        long number(String name) {
            return data.path("stats").path(name).asLong();
        }

        long unclaimed() {
            return number("in_flight") - number("sending") - number("retrying") - number("postponed");
        }

        private static long sum(JsonNode stats, String... names) {
            return Stream.of(names).mapToLong(name -> stats.path(name).asLong()).sum();
        }
    }

    private final class Events implements AutoCloseable {

        private final BufferedReader reader;

        Events(String path) {
            var response = api.open(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        Event next() throws IOException {
            String name = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    return new Event(name, JSON.readTree(line.substring("data: ".length())));
                }
            }
            throw new AssertionError("The stream has ended");
        }

        Event nextDone() throws IOException {
            Event event = next();
            while (!event.name().equals("done")) {
                event = next();
            }
            return event;
        }

        Event nextThat(String number, int value) throws IOException {
            Event event = next();
            while (event.data().path("stats").path(number).asInt() != value) {
                event = next();
            }
            return event;
        }

        boolean hasEnded() throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
