package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands for drafts of campaigns, on a running server. */
@Command(
        name = "drafts",
        description = "List, show, send and delete drafts of campaigns on a running server.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm drafts send draft-0mc5k2v9qk3x1z --watch"})
final class DraftsCommand {

    private static final String PATH = "/drafts";

    @Command(
            name = "list",
            description = "List drafts, newest first. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm drafts list --limit 5"})
    ExitCode list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Largest number of drafts. Default: ${DEFAULT-VALUE}.")
                    int limit,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        if (limit < 1) {
            throw new CommandFailedException(ExitCode.WRONG_USE, "--limit is %d; give 1 or more".formatted(limit));
        }
        try (ApiClient api = server.connect()) {
            return out.list(api.list(PATH, Map.of(), limit), "There are no drafts.", DraftsCommand::table);
        }
    }

    @Command(
            name = "show",
            description = "Show a draft.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm drafts show draft-0mc5k2v9qk3x1z --json"})
    ExitCode show(
            @Parameters(paramLabel = "ID", description = "Id of the draft.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode draft = api.get(path(id)).path("data");
            out.answer(draft, () -> details(draft));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "send",
            description = {
                "Create the campaign of a draft. It starts without a further command, and the draft is deleted.",
                "Repeating this while it is being sent creates no second campaign."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm drafts send draft-0mc5k2v9qk3x1z --watch"})
    ExitCode send(
            @Parameters(paramLabel = "ID", description = "Id of the draft.") String id,
            @Option(
                            names = "--watch",
                            description = "Follow the campaign until it has ended and every receipt has arrived.")
                    boolean watch,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode created = api.post(path(id) + "/send").path("data");
            return CampaignsCreateCommand.answer(created, watch, api, out);
        }
    }

    @Command(
            name = "delete",
            description = "Delete a draft permanently.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm drafts delete draft-0mc5k2v9qk3x1z"})
    ExitCode delete(
            @Parameters(paramLabel = "ID", description = "Id of the draft.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            api.delete(path(id));
        }
        out.answer(Json.object().put("draft_id", id).put("state", "deleted"), () -> "%s is deleted%n".formatted(id));
        return ExitCode.OK;
    }

    private static String table(List<JsonNode> drafts) {
        Table table = new Table()
                .whole("DRAFT")
                .text("NAME")
                .text("SEGMENT")
                .text("CREATED BY")
                .whole("CHANGED");
        drafts.forEach(draft -> table.row(
                text(draft, "draft_id"),
                text(draft, "name"),
                text(draft, "segment_id"),
                text(draft, "created_by"),
                text(draft, "updated_at")));
        return table.render();
    }

    private static String details(JsonNode draft) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("draft", text(draft, "draft_id"));
        lines.put("name", text(draft, "name"));
        lines.put("segment", text(draft, "segment_id"));
        lines.put("channel", text(draft, "channel"));
        lines.put("subject", text(draft, "subject"));
        lines.put("message", text(draft, "message_template"));
        lines.put("start", text(draft, "scheduled_at"));
        lines.put("created", text(draft, "created_at") + by(draft));
        lines.put("changed", text(draft, "updated_at"));
        return Texts.facts(lines);
    }

    private static String by(JsonNode draft) {
        String creator = text(draft, "created_by");
        return creator.isEmpty() ? "" : " by " + creator;
    }

    private static String path(String id) {
        return PATH + "/" + ApiClient.escaped(id);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
