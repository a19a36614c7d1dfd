package io.minicrm.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.api.MutatedRequests.Mutation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends mutated requests to every operation of the API's description. None may be answered with 5xx, none may take
 * longer than five seconds, and each answer has a status, a media type and a body that the description has.
 * {@code -Dfuzz.requests=20000}, or the profile {@code reliability}, sends more, {@code -Dfuzz.seed=N} the same again.
 */
class RequestFuzzIT {

    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 4_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int AT_ONCE = 8;
    private static final int MAX_SHOWN = Integer.getInteger("fuzz.shown", 20);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode description = read();
    private final DescribedAnswers described = new DescribedAnswers(description);
    private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();

    private static JsonNode read() {
        try {
            return JSON.readTree(Files.readString(Path.of("web/openapi.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachMutatedRequestIsAnsweredInTimeAsTheDescriptionSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (var api = new ApiServer(null);
                var client = HttpClient.newHttpClient();
                var importer = Executors.newSingleThreadScheduledExecutor();
                var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            importer.scheduleWithFixedDelay(() -> cancelWaitingImports(api), 0, 200, TimeUnit.MILLISECONDS);
            var mutated = new MutatedRequests(description, known(api), SEED);
            assertThat(mutated.operations()).isGreaterThan(50);
            List<Callable<@Nullable String>> requests = IntStream.range(0, REQUESTS)
                    .<Callable<@Nullable String>>mapToObj(
                            number -> () -> problemOf(client, api.request(""), mutated.request(number)))
                    .toList();
            for (var answer : threads.invokeAll(requests)) {
                String problem = answer.get();
                if (problem != null) {
                    wrong.add(problem);
                }
            }
            importer.shutdownNow();
        }
        System.out.printf("%,d mutated requests with seed %d were answered %s%n", REQUESTS, SEED, answers);
        assertThat(wrong.stream().limit(MAX_SHOWN))
                .as("%d of %d with -Dfuzz.seed=%d", wrong.size(), REQUESTS, SEED)
                .isEmpty();
        assertThat(answers).as("what was accepted, refused, not found").containsKeys(200, 400, 404);
    }

    /** Ids of things that exist, at first: some requests delete them. */
    private static List<String> known(ApiServer api) {
        String segment = api.segmentOf(20, "x");
        String campaign = api.post("/api/v1/campaigns", """
                        {"name": "Fuzz", "segment_id": "%s", "message_template": "Hi {{name}}"}""".formatted(segment))
                .data()
                .path("campaign_id")
                .asString();
        String key =
                api.post("/api/v1/keys", """
                        {"name": "fuzz", "scopes": ["read"]}""").data().path("key").path("key_id").asString();
        String user = api.post("/api/v1/users", """
                        {"email": "fuzz@example.com", "name": "Fuzz", "role": "viewer", "password": "correct horse battery"}""").data().path("user_id").asString();
        String imported = api.post("/api/v1/imports", "text/csv", "id,name\nfuzz-1,Ann\n")
                .data()
                .path("import_id")
                .asString();
        List<String> known = List.of(
                segment, campaign, key, user, imported, "x-00001", "x-00002", "group", "simulator", "campaign.jobs");
        assertThat(known).doesNotContain("");
        return known;
    }

    /** In place of an importer, which this server does not have: no more than 20 imports can wait. */
    private static void cancelWaitingImports(ApiServer api) {
        api.get("/api/v1/imports?limit=100")
                .data()
                .valueStream()
                .filter(job -> job.path("status").asString().equals("queued"))
                .forEach(job ->
                        api.post("/api/v1/imports/" + job.path("import_id").asString() + "/cancel"));
    }

    /** What is wrong with the answer; null if nothing is. */
    private @Nullable String problemOf(HttpClient client, HttpRequest.Builder server, Mutation mutation)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = server.copy()
                .uri(URI.create(server.build().uri() + mutation.path()))
                .method(
                        mutation.method(),
                        mutation.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(mutation.body()));
        mutation.headers().forEach(request::header);
        try {
            String problem = problemOf(client, request.timeout(LIMIT).build(), mutation);
            if (problem == null || !problem.startsWith("503")) {
                return problem;
            }
            // A broker or a database that is busy is reported as unavailable; a request that causes it does so again.
            TimeUnit.SECONDS.sleep(1);
            return problemOf(client, request.timeout(LIMIT).build(), mutation);
        } catch (HttpTimeoutException slow) {
            // A busy machine is slow once, a request that hangs is slow again.
            try {
                return problemOf(client, request.timeout(LIMIT.multipliedBy(2)).build(), mutation);
            } catch (HttpTimeoutException again) {
                return "no answer to " + mutation;
            }
        } catch (IOException broken) {
            // The server may close the connection while a body that it refuses is sent.
            return mutation.isLarge() ? null : "%s from %s".formatted(broken, mutation);
        }
    }

    private @Nullable String problemOf(HttpClient client, HttpRequest request, Mutation mutation)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            answers.merge(status, 1, Integer::sum);
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (status >= 500) {
                return "%d to %s: %s".formatted(status, mutation, new String(body.readAllBytes(), UTF_8));
            }
            if (status >= 400
                    && !type.startsWith("application/problem+json")
                    && !mutation.method().equals("HEAD")) {
                return "%d with %s to %s".formatted(status, type, mutation);
            }
            // Events never end.
            String answered = type.startsWith("text/event-stream") ? "" : new String(body.readAllBytes(), UTF_8);
            described.check(mutation.method(), request.uri().getRawPath(), status, type, answered);
            return null;
        } catch (AssertionError undescribed) {
            return "%s%nto %s".formatted(undescribed.getMessage(), mutation);
        }
    }
}
