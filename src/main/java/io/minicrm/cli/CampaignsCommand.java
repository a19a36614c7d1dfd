package io.minicrm.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Commands about campaigns, on a running server. */
@Command(
        name = "campaigns",
        description = "Create, follow and steer campaigns of a running server.",
        mixinStandardHelpOptions = true,
        subcommands = CampaignsCreateCommand.class,
        footer = {"", "Example: mini-crm campaigns watch campaign-0mc5k2v9qk3x1z"})
final class CampaignsCommand {

    private static final int PAGE = 100;
    private static final Duration WATCH_PATIENCE = Duration.ofDays(365);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(
            name = "list",
            description = "List campaigns, newest first. Exit status 3 when there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns list --limit 5"})
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many at most (default: 20).")
                    int limit,
            @Mixin ServerOptions server) {
        if (limit < 1) {
            throw new CommandFailedException(ExitCode.WRONG_USE, "--limit is %d; give 1 or more".formatted(limit));
        }
        List<JsonNode> campaigns;
        try (ApiClient api = server.connect()) {
            campaigns = newest(api, limit);
        }
        if (server.json()) {
            out().println(campaigns);
        } else if (campaigns.isEmpty()) {
            out().println("There are no campaigns yet.");
        } else {
            Table table = new Table(
                    "campaign", "name", "status", "audience", "sent", "failed", "skipped", "unknown", "delivered");
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
                        numbers.delivered());
            });
            table.print(out());
        }
        return campaigns.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.DONE;
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
            description =
                    "Show a campaign with its numbers as they are now. Exit status 4 when it is over and they do not add up.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns show campaign-0mc5k2v9qk3x1z --json"})
    int show(@Parameters(paramLabel = "ID") String id, @Mixin ServerOptions server) {
        try (ApiClient api = server.connect()) {
            JsonNode campaign = api.get(path(id)).path("data");
            print(campaign, server);
            return verdict(campaign);
        }
    }

    @Command(
            name = "watch",
            description =
                    "Follow a campaign until nothing more will change. Exit status 4 when its numbers do not add up.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns watch campaign-0mc5k2v9qk3x1z"})
    int watch(@Parameters(paramLabel = "ID") String id, @Mixin ServerOptions server) {
        try (ApiClient api = server.connect()) {
            return watch(api, id, server.json(), out());
        }
    }

    static int watch(ApiClient api, String id, boolean json, PrintWriter out) {
        var feed = new CampaignFeed(api, WATCH_PATIENCE);
        if (json) {
            return verdict(feed.follow(id, out::println));
        }
        var line = new ProgressLine(out, ProgressLine.isOnTerminal());
        JsonNode end = feed.follow(id, line::show);
        line.end();
        CampaignNumbers numbers = CampaignNumbers.of(end);
        out.println(numbers.equation());
        out.println(numbers.receipts());
        return verdict(end);
    }

    @Command(
            name = "pause",
            description = "Publish nothing more until it is resumed; what is on its way arrives.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns pause campaign-0mc5k2v9qk3x1z"})
    int pause(@Parameters(paramLabel = "ID") String id, @Mixin ServerOptions server) {
        return steer(id, "pause", server);
    }

    @Command(
            name = "resume",
            description = "Go on after a pause.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns resume campaign-0mc5k2v9qk3x1z"})
    int resume(@Parameters(paramLabel = "ID") String id, @Mixin ServerOptions server) {
        return steer(id, "resume", server);
    }

    @Command(
            name = "cancel",
            description = "End it for good; what has not left is skipped.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm campaigns cancel campaign-0mc5k2v9qk3x1z"})
    int cancel(@Parameters(paramLabel = "ID") String id, @Mixin ServerOptions server) {
        return steer(id, "cancel", server);
    }

    private int steer(String id, String verb, ServerOptions server) {
        try (ApiClient api = server.connect()) {
            JsonNode campaign = api.post(path(id) + "/" + verb).path("data");
            if (server.json()) {
                out().println(campaign);
            } else {
                out().printf("%s is %s%n", id, text(campaign, "status"));
            }
            return ExitCode.DONE;
        }
    }

    private void print(JsonNode campaign, ServerOptions server) {
        if (server.json()) {
            out().println(campaign);
            return;
        }
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        Map<String, String> lines = new java.util.LinkedHashMap<>();
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
        lines.put(
                "numbers",
                numbers.addUp()
                        ? numbers.equation()
                        : "audience %,d, settled %,d".formatted(numbers.audience(), numbers.settled()));
        lines.put("receipts", numbers.receipts());
        lines.forEach((name, value) -> out().printf("%-9s %s%n", name, value.isEmpty() ? "-" : value));
    }

    /** A campaign that is over has to add up; before that there is nothing to judge. */
    private static int verdict(JsonNode campaign) {
        boolean isOver = text(campaign, "status").equals("completed");
        return isOver && !CampaignNumbers.of(campaign).addUp() ? ExitCode.INCONSISTENT : ExitCode.DONE;
    }

    private static String path(String id) {
        return "/campaigns/" + ApiClient.escaped(id);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
