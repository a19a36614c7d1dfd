package io.minicrm.bench;

import io.minicrm.console.AccessToken;
import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP API of a server under test, as the benchmarks use it. Methods return the {@code data} of an answer and throw
 * {@link CommandFailedException} if the request fails. Safe for use by many threads.
 */
final class BenchApi {

    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    /** A request costs the server a few milliseconds of processor time, which must not be measured along. */
    private static final long SHORTEST_POLL_MILLIS = 20;

    private static final long LONGEST_POLL_MILLIS = 250;

    /** The longer a campaign has been going on, the less a pause matters: at most 2 % of its time. */
    private static final long POLLS = 50;

    private final ApiClient client;

    private BenchApi(ApiClient client) {
        this.client = client;
    }

    /**
     * The API of a server that starts; empty until it answers a request that needs its database.
     *
     * @param dataFolder MINI_CRM_DATA of the server
     */
    static Optional<BenchApi> find(URI server, Path dataFolder) {
        ApiClient client = AccessToken.connectAsOwner(server, dataFolder, TIMEOUT);
        try {
            client.get("/campaigns?limit=1");
            return Optional.of(new BenchApi(client));
        } catch (CommandFailedException notYet) {
            client.close();
            return Optional.empty();
        }
    }

    JsonNode post(String path, JsonNode body) {
        return client.post(path, body).get("data");
    }

    JsonNode post(String path, byte[] json) {
        return client.post(path, json, Map.of()).get("data");
    }

    JsonNode importCsv(Path file) {
        return client.importCsv("/leads/import", Map.of(), file).get("data");
    }

    JsonNode campaign(String id) {
        return client.get("/campaigns/" + id).get("data");
    }

    /** @param rule as JSON */
    void putSegment(String id, String rule) {
        ObjectNode segment = Json.object().put("name", id);
        segment.set("rules", Json.read(rule));
        client.put("/segments/" + id, segment);
    }

    /** Stores a rule as a segment and creates a campaign for it. */
    JsonNode launch(String segment, String rule) {
        putSegment(segment, rule);
        return launch(segment, Map.of());
    }

    /**
     * Creates a campaign for a stored segment.
     *
     * @param more further fields of the request
     */
    JsonNode launch(String segment, Map<String, String> more) {
        ObjectNode order = Json.object()
                .put("name", segment)
                .put("segment_id", segment)
                .put("message_template", "Hi {{name}}, thank you for your {{visits}} visits from {{country}}!")
                .put("created_by", "bench");
        more.forEach(order::put);
        return post("/campaigns", order);
    }

    JsonNode awaitCompleted(String id) throws InterruptedException {
        return await(id, CampaignNumbers::isCompleted);
    }

    /** @throws InconsistentFiguresException if the campaign does not reach the state in time */
    JsonNode await(String id, Predicate<JsonNode> state) throws InterruptedException {
        long begin = System.nanoTime();
        for (long waited = 0; waited < TIMEOUT.toMillis(); waited = millisSince(begin)) {
            JsonNode campaign = campaign(id);
            if (state.test(campaign)) {
                return campaign;
            }
            TimeUnit.MILLISECONDS.sleep(Math.clamp(waited / POLLS, SHORTEST_POLL_MILLIS, LONGEST_POLL_MILLIS));
        }
        throw new InconsistentFiguresException(
                "Campaign %s has not reached the expected state after %s".formatted(id, TIMEOUT));
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
