package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.AccessRole;
import io.minicrm.access.KeyOrder;
import io.minicrm.access.Keyring;
import io.minicrm.api.ApiServer.Reply;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code Idempotency-Key} on every POST that creates. */
class IdempotencyApiIT {

    private static final String SEGMENT =
            "{\"name\": \"%s\", \"rules\": {\"combinator\": \"and\", \"rules\": [], \"everybody\": true}}";

    private final ApiServer api = ApiServer.shared();
    private final String key = UUID.randomUUID().toString();

    private Reply post(String path, String type, String body) {
        return api.exchange(api.request(path)
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply post(String path, String body) {
        return post(path, "application/json", body);
    }

    private static void assertRepeated(Reply first, Reply second) {
        assertThat(first.status()).isBetween(200, 299);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(second.headers().firstValue("ETag"))
                .isEqualTo(first.headers().firstValue("ETag"));
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
    }

    /** Each operation with POST is either idempotent by key, or repeating it creates nothing more. */
    @Test
    void everyOperationThatCreatesTakesAKey() {
        Set<String> without = Set.of(
                // They read.
                "/api/v1/campaigns/check",
                "/api/v1/campaigns/preview",
                "/api/v1/campaigns/previews",
                "/api/v1/imports/preview",
                "/api/v1/segments/leads",
                "/api/v1/segments/preview",
                "/api/v1/segments/why",
                // They change a status, and repeating them changes nothing more.
                "/api/v1/campaigns/{id}/approve",
                "/api/v1/campaigns/{id}/cancel",
                "/api/v1/campaigns/{id}/pause",
                "/api/v1/campaigns/{id}/recount",
                "/api/v1/campaigns/{id}/resume",
                "/api/v1/imports/{id}/cancel",
                // They have keys of their own: the send_id, the place of the letter, the ids of the samples.
                "/api/v1/dead-letters/replay",
                "/api/v1/receipts/{channel}",
                "/api/v1/samples",
                // Their answers are secrets.
                "/api/v1/keys/{id}/rotate",
                "/api/v1/session",
                "/api/v1/session/link",
                "/api/v1/setup");
        var posts = new TreeSet<String>();
        var described = new TreeSet<String>();
        new JsonMapper()
                .readTree(Path.of("web/openapi.json").toFile())
                .path("paths")
                .properties()
                .forEach(path -> {
                    if (path.getValue().has("post")) {
                        posts.add(path.getKey());
                        boolean takesKey = path.getValue()
                                .path("post")
                                .path("parameters")
                                .valueStream()
                                .anyMatch(parameter ->
                                        parameter.path("name").asString().equals("Idempotency-Key"));
                        if (takesKey) {
                            described.add(path.getKey());
                        }
                    }
                });

        assertThat(described).isEqualTo(new TreeSet<>(IdempotentOperations.PATHS));
        posts.removeAll(IdempotentOperations.PATHS);
        // Log-in through a provider creates nothing either.
        posts.removeIf(path -> path.startsWith("/api/v1/session/"));
        assertThat(without).containsAll(posts);
    }

    @Test
    void aRepeatedLeadIsCreatedOnce() {
        Reply first = post("/api/v1/leads", "{\"name\": \"Ada\"}");
        String path = "/api/v1/leads/" + first.data().path("id").asString();
        api.put(path, "{\"name\": \"Eva\"}");

        assertRepeated(first, post("/api/v1/leads", "{\"name\": \"Ada\"}"));

        assertThat(first.data().path("id").asString()).matches("lead-[0-9a-z]{17}");
        assertThat(api.get(path).data().path("name").asString()).isEqualTo("Eva");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/leads    | {\"id\": \"gone/ö 1\", \"name\": \"Ada\"}",
                "/segments | {\"name\": \"Gone\", \"rules\": {\"combinator\": \"and\", \"rules\": [{\"field\": \"name\", \"operator\": \"=\", \"value\": \"x\"}]}}",
                "/users    | {\"name\": \"Ada\", \"email\": \"gone@example.com\", \"role\": \"viewer\", \"password\": \"correct horse battery\"}",
                "/drafts   | {\"name\": \"Gone\"}"
            })
    void whatWasDeletedSinceIsNotShownAgain(String path, String body) {
        Reply first = post("/api/v1" + path, body);
        String location = first.headers().firstValue("Location").orElseThrow();
        assertRepeated(first, post("/api/v1" + path, body));
        assertThat(api.delete(location).status()).isEqualTo(204);

        Reply second = post("/api/v1" + path, body);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body().path("detail").asString())
                .contains(location + ", which has been deleted since; use a new key");
        assertThat(second.body().toString()).doesNotContain("Ada");
    }

    @Test
    void repeatedConsentsAndBatchesAreStoredOnce() {
        String lead = "/api/v1/leads/" + UUID.randomUUID();
        api.put(lead, "{\"unsubscribed\": true}");
        Reply first = post(lead + "/consents", "{\"source\": \"form\"}");
        api.put(lead, "{\"unsubscribed\": true}");

        assertRepeated(first, post(lead + "/consents", "{\"source\": \"form\"}"));

        assertThat(api.get(lead).data().path("unsubscribed").asBoolean()).isTrue();
        assertThat(api.get(lead + "/consents").data()).hasSize(1);
    }

    @Test
    void aRepeatedStreamIsAnsweredAsTheFirst() {
        String lines = "{\"name\": \"idem-%s\"}\n".formatted(key).repeat(3);

        assertRepeated(
                post("/api/v1/leads/bulk", "application/x-ndjson", lines),
                post("/api/v1/leads/bulk", "application/x-ndjson", lines));

        assertThat(api.get("/api/v1/leads?q=idem-" + key).data()).hasSize(3);
        Reply other = post("/api/v1/leads/bulk", "application/x-ndjson", lines + "{}\n");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().path("code").asString()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void anotherOperationOfTheSameKeyIsRefused() {
        Reply first = post("/api/v1/segments", SEGMENT.formatted("A"));

        Reply other = post("/api/v1/leads", SEGMENT.formatted("A"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.detail())
                .contains(key)
                .contains(first.data().path("segment_id").asString());
    }

    @Test
    void requestsAtTheSameTimeMakeOneSegment() throws Exception {
        String name = "raced-" + key;
        Callable<Reply> request = () -> post("/api/v1/segments", SEGMENT.formatted(name));
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Reply> replies = threads.invokeAll(Collections.nCopies(4, request)).stream()
                    .map(java.util.concurrent.Future::resultNow)
                    .toList();

            assertThat(replies).extracting(Reply::status).containsOnly(201);
            assertThat(replies)
                    .extracting(Reply::body)
                    .containsOnly(replies.getFirst().body());
        }
        assertThat(api.get("/api/v1/segments?limit=1000")
                        .data()
                        .valueStream()
                        .filter(segment -> segment.path("name").asString().equals(name)))
                .hasSize(1);
    }

    @Test
    void aRefusedRequestCanBeCorrectedUnderItsKey() {
        assertThat(post("/api/v1/segments", "{\"name\": \"A\"}").status()).isEqualTo(400);

        assertThat(post("/api/v1/segments", SEGMENT.formatted("A")).status()).isEqualTo(201);
    }

    @Test
    void aSecretIsNotShownAgain() {
        String body = "{\"name\": \"idem\", \"role\": \"viewer\"}";
        Reply first = post("/api/v1/keys", body);

        Reply second = post("/api/v1/keys", body);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.detail()).contains("rotate");
    }

    @Test
    void aKeyBelongsToItsPrincipal() {
        try (ApiServer server = ApiServer.withAccessControl()) {
            String ann = token(server, "ann");
            String bob = token(server, "bob");

            Reply first = create(server, ann);
            Reply repeated = create(server, ann);
            Reply others = create(server, bob);

            assertRepeated(first, repeated);
            assertThat(others.status()).isEqualTo(201);
            assertThat(others.data().path("segment_id"))
                    .isNotEqualTo(first.data().path("segment_id"));
        }
    }

    private static String token(ApiServer server, String name) {
        Keyring keyring = new Keyring(server.store().apiKeys(), new SecureRandom(), Clock.systemUTC());
        return keyring.create(new KeyOrder(name, AccessRole.MARKETER.scopes(), null), "test")
                .token();
    }

    private Reply create(ApiServer server, String token) {
        return server.exchange(server.json("/api/v1/segments")
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(SEGMENT.formatted("A"))));
    }
}
