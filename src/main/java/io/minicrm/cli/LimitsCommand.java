package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import io.minicrm.console.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Shows the rate limits of a running server, how fast they are used, and who waits for them. */
@Command(
        name = "limits",
        description = "Show the rate limits of a running server, how many messages pass per second, and how many wait."
                + " Exit code 3 if there are none.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm limits"})
final class LimitsCommand extends ServerCommand {

    private static final int MAX_CAMPAIGNS = 3;

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        List<JsonNode> limits = api.get("/limits").path("data").valueStream().toList();
        return out.list(limits, "No channel and no domain has a limit.", LimitsCommand::table);
    }

    private static String table(List<JsonNode> limits) {
        Table table = new Table()
                .text("SCOPE")
                .text("NAME")
                .number("PER SECOND")
                .number("NOW")
                .number("WAITING")
                .text("CAMPAIGNS");
        limits.forEach(limit -> table.row(
                limit.path("scope").asString(""),
                limit.path("name").asString(""),
                limit.path("per_second").asInt(0),
                String.format(Locale.ROOT, "%.1f", limit.path("current_rate").asDouble(0)),
                limit.path("waiting").asLong(0),
                campaigns(limit.path("held_up"))));
        return table.render();
    }

    private static String campaigns(JsonNode heldUp) {
        String first = heldUp.valueStream()
                .limit(MAX_CAMPAIGNS)
                .map(campaign -> campaign.path("campaign_id").asString(""))
                .collect(Collectors.joining(", "));
        return heldUp.size() > MAX_CAMPAIGNS ? first + ", …" : first;
    }
}
