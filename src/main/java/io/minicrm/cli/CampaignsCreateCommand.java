package io.minicrm.cli;

import io.minicrm.channel.Simulator;
import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates a campaign on a running server. */
@Command(
        name = "create",
        description = "Create a campaign. It starts without a further command.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  mini-crm campaigns create --name Spring --segment high-spenders \\",
            "    --message 'Hi {{name}}!' --watch"
        })
final class CampaignsCreateCommand extends ServerCommand {

    @Option(names = "--name", required = true, paramLabel = "TEXT", description = "Name of the campaign.")
    private String name = "";

    @Option(names = "--segment", required = true, paramLabel = "ID", description = "Segment to send to.")
    private String segment = "";

    @Option(names = "--message", required = true, paramLabel = "TEMPLATE", description = "Message, a Liquid template.")
    private String message = "";

    @Mixin
    private HeaderOptions headers = new HeaderOptions();

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            description = "Channel to send by. Default: " + Simulator.NAME + ".")
    private @Nullable String channel;

    @Option(
            names = "--chunk-size",
            paramLabel = "N",
            description = "Leads per chunk. Default: depends on the size of the audience.")
    private @Nullable Integer chunkSize;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Earliest time to send, such as 2027-01-31T09:00:00Z. Default: now.")
    private @Nullable String at;

    @Option(
            names = "--audience",
            paramLabel = "TIME",
            description = "When the audience is frozen: at_creation or at_start."
                    + " Default: at_start if --at is more than a day ahead.")
    private @Nullable String audience;

    @Option(
            names = "--duplicate-addresses",
            paramLabel = "CHOICE",
            description = "Leads with the same address: skip all but one, or send to each. Default: skip.")
    private @Nullable String duplicateAddresses;

    @Option(names = "--max-rate", paramLabel = "N", description = "Largest number of messages per second.")
    private @Nullable Integer maxRate;

    @Option(names = "--created-by", paramLabel = "TEXT", description = "Creator, free text.")
    private @Nullable String createdBy;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: repeating the command with the same key creates no second campaign.")
    private @Nullable String key;

    @Option(names = "--watch", description = "Follow the campaign until it has ended and every receipt has arrived.")
    private boolean watch;

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        Map<String, String> headers = key == null ? Map.of() : Map.of("Idempotency-Key", key);
        JsonNode created =
                api.post("/campaigns", Json.bytes(request()), headers).path("data");
        return answer(created, watch, api, out);
    }

    /**
     * Prints a campaign that was created, and follows it if asked to.
     *
     * @param watch whether to follow it
     */
    static ExitCode answer(JsonNode created, boolean watch, ApiClient api, Output out) {
        String id = created.path("campaign_id").asString("");
        out.answer(
                created,
                () -> "%s: %d leads in %d chunks of up to %d%n"
                        .formatted(
                                id,
                                CampaignNumbers.of(created).audience(),
                                created.path("queued_chunks").asLong(),
                                created.path("chunk_size").asLong()));
        return watch ? CampaignWatch.follow(api, id, out) : ExitCode.OK;
    }

    private ObjectNode request() {
        ObjectNode request =
                Json.object().put("name", name).put("segment_id", segment).put("message_template", message);
        headers.given().forEach((header, line) -> request.put(header.code(), line));
        put(request, "channel", channel);
        put(request, "scheduled_at", at);
        put(request, "audience", audience);
        put(request, "duplicate_addresses", duplicateAddresses);
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
