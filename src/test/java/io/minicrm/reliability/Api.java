package io.minicrm.reliability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of a user over HTTP; the server may be down in between. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final IntSupplier port;

    /** @param port where the server listens now */
    Api(IntSupplier port) {
        this.port = port;
    }

    /** A campaign's numbers as the API reports them. */
    record Numbers(
            String status,
            long audience,
            long published,
            long sent,
            long failed,
            long skipped,
            long unknown,
            long sending,
            long retrying,
            long inFlight) {

        boolean addUp() {
            return audience == sent + failed + skipped + unknown + inFlight;
        }

        boolean isCompleted() {
            return status.equals("completed");
        }
    }

    /** Stores leads {@code group-00000…} and a segment that selects them; returns the segment's id. */
    String segment(String group, int leads) throws IOException {
        String lines = IntStream.range(0, leads)
                .mapToObj(i -> """
                        {"id": "%s", "name": "Lead %d", "email": "lead%d@example.com", "attributes": {"group": "%s"}}""".formatted(leadId(group, i), i, i, group))
                .collect(Collectors.joining("\n"));
        post("/leads/bulk", "application/x-ndjson", lines, "leads-" + group);
        return post("/segments", "application/json", """
                {"name": "%1$s", "rules": {"combinator": "and",
                 "rules": [{"field": "group", "operator": "=", "value": "%1$s"}]}}""".formatted(group), "segment-" + group)
                .get("segment_id")
                .stringValue();
    }

    static String leadId(String group, int number) {
        return "%s-%05d".formatted(group, number);
    }

    /** Creates a campaign on the webhook channel and returns its id; a repeated call with the same name creates no other. */
    String campaign(String name, String segmentId) throws IOException {
        return post("/campaigns", "application/json", """
                {"name": "%s", "segment_id": "%s", "channel": "webhook", "message_template": "Hi {{name}} {{ text | default: 0 }}"}""".formatted(name, segmentId), "campaign-" + name)
                .get("campaign_id")
                .stringValue();
    }

    /** The numbers now; empty while the server is down. */
    Optional<Numbers> numbers(String campaignId) {
        try {
            JsonNode data = send(request("/campaigns/" + campaignId).GET().build());
            JsonNode stats = data.get("stats");
            return Optional.of(new Numbers(
                    data.get("status").stringValue(),
                    stats.get("audience").longValue(),
                    stats.get("published").longValue(),
                    stats.get("sent").longValue(),
                    stats.get("failed").longValue(),
                    stats.get("skipped").longValue(),
                    stats.get("unknown").longValue(),
                    stats.get("sending").longValue(),
                    stats.get("retrying").longValue(),
                    stats.get("in_flight").longValue()));
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    /** Whether every worker of the process runs, as its health says. */
    boolean isHealthy() {
        try {
            HttpRequest health = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port.getAsInt() + "/actuator/health"))
                    .timeout(TIMEOUT)
                    .build();
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode post(String path, String type, String body, String key) throws IOException {
        return send(request(path)
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + "/api/v1" + path))
                .timeout(TIMEOUT);
    }

    private JsonNode send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(request.method() + " " + request.uri().getPath() + " answered "
                        + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body()).get("data");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
