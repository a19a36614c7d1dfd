package io.minicrm.cli.kafka;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ServerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/**
 * The mini-crm server as a second source beside the topics: it knows names, audiences and the delivery log. The
 * commands work without it; {@link #problem} then says why parts of the answer are missing.
 */
final class CampaignServer {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String PAGE = "limit=1000";

    @Mixin
    private ServerOptions server = new ServerOptions();

    private @Nullable ApiClient client;
    private @Nullable String problem;

    /** Why the last request had no answer; null if it had one. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The campaign; empty if the server does not know it or does not answer. */
    Optional<JsonNode> campaign(String id) {
        return find("/campaigns/" + ApiClient.escaped(id)).map(answer -> answer.path("data"));
    }

    /** Passes every row of the campaign's delivery log to the sink and returns whether all of them could be read. */
    boolean deliveries(String campaignId, Consumer<JsonNode> sink) {
        String cursor = "";
        while (true) {
            Optional<JsonNode> page =
                    find("/campaigns/%s/deliveries?%s%s".formatted(ApiClient.escaped(campaignId), PAGE, cursor));
            if (page.isEmpty()) {
                return false;
            }
            page.get().path("data").forEach(sink);
            JsonNode next = page.get().path("next_cursor");
            if (!next.isString()) {
                return true;
            }
            cursor = "&cursor=" + ApiClient.escaped(next.asString());
        }
    }

    /** The row of one lead in the delivery log; empty if there is none or the server does not answer. */
    Optional<JsonNode> delivery(String campaignId, String leadId) {
        String cursor = "";
        while (true) {
            Optional<JsonNode> page =
                    find("/leads/%s/deliveries?%s%s".formatted(ApiClient.escaped(leadId), PAGE, cursor));
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
            cursor = "&cursor=" + ApiClient.escaped(next.asString());
        }
    }

    private Optional<JsonNode> find(String path) {
        ApiClient api = client();
        try {
            Optional<JsonNode> answer = api.find(path);
            problem = null;
            return answer;
        } catch (CommandFailedException unanswered) {
            problem = unanswered.getMessage();
            return Optional.empty();
        }
    }

    /** Opened with the first request: picocli creates every command at each start, and few of them ask the server. */
    private ApiClient client() {
        ApiClient open = client;
        if (open == null) {
            open = server.connect(TIMEOUT);
            client = open;
        }
        return open;
    }
}
