package io.minicrm.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API of a server under test. An answer that is no success is an error. Safe for use by many threads. */
final class Api {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;
    private static final String JSON_TYPE = "application/json";

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Api(URI server) {
        this.server = server;
    }

    /** True when the server answers a request that needs its database. */
    boolean answers() throws InterruptedException {
        try {
            return get("/api/v1/campaigns?limit=1") != null;
        } catch (UncheckedIOException | IllegalStateException notYet) {
            return false;
        }
    }

    /** The answer's {@code data}. */
    JsonNode get(String path) throws InterruptedException {
        return send(request(path).GET());
    }

    JsonNode post(String path, Object body) throws InterruptedException {
        return post(path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    JsonNode post(String path, BodyPublisher json) throws InterruptedException {
        return send(request(path).header("Content-Type", JSON_TYPE).POST(json));
    }

    void put(String path, Object body) throws InterruptedException {
        send(request(path)
                .header("Content-Type", JSON_TYPE)
                .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    JsonNode importCsv(Path file) throws InterruptedException, IOException {
        return send(request("/api/v1/leads/import")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofFile(file)));
    }

    JsonNode campaign(String id) throws InterruptedException {
        return get("/api/v1/campaigns/" + id);
    }

    /** Makes a campaign for everybody whom a rule picks; the rule is stored as a segment first. */
    JsonNode launch(String name, String rule, Map<String, ?> more) throws InterruptedException {
        put("/api/v1/segments/" + name, Map.of("name", name, "rules", JSON.readTree(rule)));
        return launch(name, more);
    }

    /** Makes a campaign for a segment that is stored already. */
    JsonNode launch(String segment, Map<String, ?> more) throws InterruptedException {
        var order = JSON.createObjectNode()
                .put("name", segment)
                .put("segment_id", segment)
                .put("message_template", "Hi {{name}}, thank you for your {{visits}} visits from {{country}}!")
                .put("created_by", "bench");
        more.forEach((field, value) -> order.putPOJO(field, value));
        return post("/api/v1/campaigns", order);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    }

    private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
        HttpRequest built = request.build();
        try {
            var response = client.send(built, BodyHandlers.ofByteArray());
            if (response.statusCode() / HUNDRED != SUCCESS) {
                throw new IllegalStateException("%s %s: %d %s"
                        .formatted(built.method(), built.uri(), response.statusCode(), new String(response.body(), UTF_8)));
            }
            return JSON.readTree(response.body()).get("data");
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }
}
