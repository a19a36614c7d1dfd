package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands for campaigns, on a running server. */
@Command(
        name = "campaigns",
        description = "Create, follow and control campaigns on a running server.",
        mixinStandardHelpOptions = true,
        subcommands = CampaignsCreateCommand.class,
        footer = {"", "Example: mini-crm campaigns watch campaign-0mc5k2v9qk3x1z"})
final class CampaignsCommand {

    private static final int PAGE = 100;

    @Command(
            name = "list",
            description = "List campaigns, newest first. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns list --limit 5"})
    ExitCode list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Largest number of campaigns. Default: ${DEFAULT-VALUE}.")
                    int limit,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        if (limit < 1) {
            throw new CommandFailedException(ExitCode.WRONG_USE, "--limit is %d; give 1 or more".formatted(limit));
        }
        List<JsonNode> campaigns;
        try (ApiClient api = server.connect()) {
            campaigns = newest(api, limit);
        }
        out.answer(campaigns, () -> campaigns.isEmpty() ? "There are no campaigns.\n" : table(campaigns));
        return campaigns.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }

    private static String table(List<JsonNode> campaigns) {
        Table table = new Table()
                .whole("CAMPAIGN")
                .text("NAME")
                .whole("STATUS")
                .number("AUDIENCE")
                .number("SENT")
                .number("FAILED")
                .number("SKIPPED")
                .number("UNKNOWN")
                .number("IN FLIGHT")
                .number("DELIVERED");
        campaigns.forEach(campaign -> {
            CampaignNumbers numbers = CampaignNumbers.of(campaign);
            table.row(
                    text(campaign, "campaign_id"),
                    text(campaign, "name"),
                    text(campaign, "status"),
                    numbers.audience(),
                    numbers.sent(),
                    numbers.failed(),
                    numbers.skipped(),
                    numbers.unknown(),
                    numbers.inFlight(),
                    numbers.delivered());
        });
        return table.render();
    }

    private static List<JsonNode> newest(ApiClient api, int limit) {
        List<JsonNode> campaigns = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/campaigns?limit=" + Math.min(PAGE, limit - campaigns.size())
                    + (cursor.isEmpty() ? "" : "&cursor=" + ApiClient.escaped(cursor)));
            page.path("data").forEach(campaigns::add);
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty() && campaigns.size() < limit);
        return campaigns;
    }

    @Command(
            name = "show",
            description = {
                "Show a campaign with its current numbers.",
                "Exit code 4 if the campaign is completed and its numbers do not add up."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns show campaign-0mc5k2v9qk3x1z --json"})
    ExitCode show(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode campaign = api.get(path(id)).path("data");
            out.answer(campaign, () -> details(campaign));
            return CampaignWatch.verdict(campaign);
        }
    }

    @Command(
            name = "watch",
            description = {
                "Follow a campaign until it has ended and every receipt has arrived.",
                "Exit code 4 if its numbers do not add up."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns watch campaign-0mc5k2v9qk3x1z"})
    ExitCode watch(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            return CampaignWatch.follow(api, id, out);
        }
    }

    @Command(
            name = "pause",
            description = "Pause a campaign. Messages that were already published are still sent.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns pause campaign-0mc5k2v9qk3x1z"})
    ExitCode pause(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return control(id, "pause", server, out);
    }

    @Command(
            name = "resume",
            description = "Resume a paused campaign.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns resume campaign-0mc5k2v9qk3x1z"})
    ExitCode resume(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return control(id, "resume", server, out);
    }

    @Command(
            name = "cancel",
            description = "Cancel a campaign permanently. Messages that were not sent yet are skipped.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns cancel campaign-0mc5k2v9qk3x1z"})
    ExitCode cancel(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return control(id, "cancel", server, out);
    }

    @Command(
            name = "approve",
            description = {
                "Approve a large campaign that somebody else has created; it begins then.",
                "Without --digest: show what there is to approve, and its digest."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns approve campaign-0mc5k2v9qk3x1z --digest 3f0c…"})
    ExitCode approve(
            @Parameters(paramLabel = "ID", description = "Id of the campaign.") String id,
            @Option(
                            names = "--digest",
                            paramLabel = "DIGEST",
                            description = "The digest of audience and content that you have looked at.")
                    @Nullable
                    String digest,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode state = (digest == null
                            ? api.get(path(id) + "/approval")
                            : api.post(path(id) + "/approve", Json.object().put("digest", digest)))
                    .path("data");
            out.answer(state, () -> approval(state));
            return ExitCode.OK;
        }
    }

    private static String approval(JsonNode state) {
        String id = text(state, "campaign_id");
        if (!state.path("required").asBoolean(false)) {
            return "%s needs no approval%n".formatted(id);
        }
        String by = text(state, "approved_by");
        if (!by.isEmpty()) {
            return "%s was approved by %s at %s%n".formatted(id, by, text(state, "approved_at"));
        }
        return "%s waits for approval: %,d leads, created by %s%ndigest %s%n"
                .formatted(id, state.path("audience").asLong(0), text(state, "created_by"), text(state, "digest"));
    }

    private static ExitCode control(String id, String verb, ServerOptions server, Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode campaign = api.post(path(id) + "/" + verb).path("data");
            out.answer(campaign, () -> "%s is %s%n".formatted(id, text(campaign, "status")));
            return ExitCode.OK;
        }
    }

    private static String details(JsonNode campaign) {
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("campaign", text(campaign, "campaign_id"));
        lines.put("name", text(campaign, "name"));
        lines.put("status", text(campaign, "status"));
        lines.put("segment", text(campaign, "segment_id"));
        lines.put("channel", text(campaign, "channel"));
        lines.put(
                "chunks",
                "%s of up to %s leads".formatted(text(campaign, "queued_chunks"), text(campaign, "chunk_size")));
        lines.put("created", text(campaign, "created_at"));
        lines.put("started", text(campaign, "started_at"));
        lines.put("finished", text(campaign, "finished_at"));
        lines.put("numbers", numbers.equation());
        lines.put("receipts", numbers.receipts());
        StringBuilder text = new StringBuilder();
        lines.forEach((name, value) -> text.append("%-9s %s%n".formatted(name, value.isEmpty() ? "–" : value)));
        return text.toString();
    }

    private static String path(String id) {
        return "/campaigns/" + ApiClient.escaped(id);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
