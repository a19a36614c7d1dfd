package io.minicrm.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates a campaign on a running server. */
@Command(
        name = "create",
        description = "Create a campaign; it starts by itself.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: mini-crm campaigns create --name Spring --segment high-spenders --message 'Hi {{name}}!' --watch"
        })
final class CampaignsCreateCommand implements Callable<Integer> {

    @Option(names = "--name", required = true, paramLabel = "TEXT", description = "What it is called.")
    private String name = "";

    @Option(names = "--segment", required = true, paramLabel = "ID", description = "Whom it is for.")
    private String segment = "";

    @Option(
            names = "--message",
            required = true,
            paramLabel = "TEMPLATE",
            description = "The message, a Liquid template.")
    private String message = "";

    @Option(names = "--subject", paramLabel = "TEMPLATE", description = "The subject, where the channel has one.")
    private @Nullable String subject;

    @Option(names = "--channel", paramLabel = "NAME", description = "How it is sent (default: simulator).")
    private @Nullable String channel;

    @Option(names = "--chunk-size", paramLabel = "N", description = "Leads a chunk (default: by the audience).")
    private @Nullable Integer chunkSize;

    @Option(names = "--at", paramLabel = "TIME", description = "Send nothing before, such as 2027-01-31T09:00:00Z.")
    private @Nullable String at;

    @Option(names = "--max-rate", paramLabel = "N", description = "At most so many messages a second.")
    private @Nullable Integer maxRate;

    @Option(names = "--created-by", paramLabel = "WHO", description = "Who makes it.")
    private @Nullable String createdBy;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An idempotency key: a repeated command makes no second campaign.")
    private @Nullable String key;

    @Option(names = "--watch", description = "Follow it to its end.")
    private boolean watch;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ApiClient api = server.connect()) {
            JsonNode created = api.post(
                            "/campaigns", request(), key == null ? Map.of() : Map.of("Idempotency-Key", key))
                    .path("data");
            String id = created.path("campaign_id").asString("");
            if (server.json()) {
                out.println(created);
            } else {
                out.printf(
                        "%s: %d leads in %d chunks of up to %d%n",
                        id,
                        CampaignNumbers.of(created).audience(),
                        created.path("queued_chunks").asLong(),
                        created.path("chunk_size").asLong());
            }
            return watch ? CampaignsCommand.watch(api, id, server.json(), out) : ExitCode.DONE;
        }
    }

    private ObjectNode request() {
        ObjectNode request =
                Json.object().put("name", name).put("segment_id", segment).put("message_template", message);
        put(request, "subject", subject);
        put(request, "channel", channel);
        put(request, "scheduled_at", at);
        put(request, "created_by", createdBy);
        if (chunkSize != null) {
            request.put("chunk_size", chunkSize);
        }
        if (maxRate != null) {
            request.put("max_rate", maxRate);
        }
        return request;
    }

    private static void put(ObjectNode request, String field, @Nullable String value) {
        if (value != null) {
            request.put(field, value);
        }
    }
}
