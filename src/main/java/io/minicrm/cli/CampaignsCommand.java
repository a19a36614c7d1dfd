package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Texts;
import java.util.LinkedHashMap;
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
        subcommands = {CampaignsCreateCommand.class, CampaignsListCommand.class},
        footer = {"", "Example: mini-crm campaigns watch campaign-0mc5k2v9qk3x1z"})
final class CampaignsCommand {

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
        return Texts.facts(lines);
    }

    private static String path(String id) {
        return "/campaigns/" + ApiClient.escaped(id);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
