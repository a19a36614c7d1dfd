package io.minicrm.cli.kafka;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The mini-crm server, which knows what the topics do not: names, audiences and the delivery log. It may be away. */
final class CampaignServer {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The mini-crm server. Default: MINI_CRM_URL, or http://localhost:8080.")
    private @Nullable String url;

    private @Nullable HttpClient client;
    private @Nullable String problem;

    String base() {
        String given = url == null ? System.getenv("MINI_CRM_URL") : url;
        String base = given == null || given.isBlank() ? "http://localhost:8080" : given.strip();
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    /** Why the last question had no answer; null when it had one. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The campaign; empty when it does not know one, or does not answer. */
    Optional<JsonNode> campaign(String id) {
        return get("/api/v1/campaigns/" + encoded(id)).map(answer -> answer.path("data"));
    }

    /** Every row of the campaign's delivery log; false when they did not all come. */
    boolean deliveries(String campaignId, Consumer<JsonNode> sink) {
        String cursor = "";
        while (true) {
            Optional<JsonNode> page =
                    get("/api/v1/campaigns/%s/deliveries?limit=1000%s".formatted(encoded(campaignId), cursor));
            if (page.isEmpty()) {
                return false;
            }
            page.get().path("data").forEach(sink);
            JsonNode next = page.get().path("next_cursor");
            if (!next.isString()) {
                return true;
            }
            cursor = "&cursor=" + encoded(next.asString());
        }
    }

    /** The row of one lead; empty when there is none, or no answer. */
    Optional<JsonNode> delivery(String campaignId, String leadId) {
        String cursor = "";
        while (true) {
            Optional<JsonNode> page =
                    get("/api/v1/leads/%s/deliveries?limit=1000%s".formatted(encoded(leadId), cursor));
            if (page.isEmpty()) {
                return page;
            }
            for (JsonNode row : page.get().path("data")) {
                if (row.path("campaign_id").asString("").equals(campaignId)) {
                    return Optional.of(row);
                }
            }
            JsonNode next = page.get().path("next_cursor");
            if (!next.isString()) {
                return Optional.empty();
            }
            cursor = "&cursor=" + encoded(next.asString());
        }
    }

    private Optional<JsonNode> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<byte[]> response = client().send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == OK) {
                problem = null;
                return Optional.of(Json.MAPPER.readTree(response.body()));
            }
            problem = response.statusCode() == NOT_FOUND
                    ? null
                    : "%s answers with status %d".formatted(base(), response.statusCode());
        } catch (IOException | IllegalArgumentException away) {
            problem = "no mini-crm server answers at %s (--url, MINI_CRM_URL)".formatted(base());
        } catch (JacksonException notOurs) {
            problem = "%s is no mini-crm server".formatted(base());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
        return Optional.empty();
    }

    private HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            open = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            client = open;
        }
        return open;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Loaded with the first answer: every command is made at each start, and few ask the server. */
    private static final class Json {
        private static final JsonMapper MAPPER = JsonMapper.builder().build();
    }
}
