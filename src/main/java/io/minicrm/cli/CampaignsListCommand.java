package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import io.minicrm.console.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists campaigns of a running server. */
@Command(
        name = "list",
        description = "List campaigns, newest first. Exit code 3 if there are none.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm campaigns list --status running,paused --limit 5"})
final class CampaignsListCommand extends ServerCommand {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only those with one of these statuses, with commas between:"
                    + " planning, scheduled, queued, running, paused, completed, cancelled.")
    private List<String> statuses = List.of();

    @Option(names = "--segment", paramLabel = "ID", description = "Only those to this segment.")
    private @Nullable String segment;

    @Option(
            names = {"-q", "--search"},
            paramLabel = "TEXT",
            description = "Only those whose name or id contains this text; the case is ignored.")
    private @Nullable String text;

    @Option(
            names = "--sort",
            paramLabel = "FIELD",
            description = "The order: -created_at, created_at, name, -name. Default: -created_at, newest first.")
    private @Nullable String sort;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Largest number of campaigns. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    protected void checkOptions() {
        if (limit < 1) {
            throw new CommandFailedException(ExitCode.WRONG_USE, "--limit is %d; give 1 or more".formatted(limit));
        }
    }

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        return out.list(api.list("/campaigns", conditions(), limit), noneFound(), CampaignsListCommand::table);
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (!statuses.isEmpty()) {
            conditions.put("status", String.join(",", statuses));
        }
        if (segment != null) {
            conditions.put("segment_id", segment);
        }
        if (text != null) {
            conditions.put("q", text);
        }
        if (sort != null) {
            conditions.put("sort", sort);
        }
        return conditions;
    }

    private String noneFound() {
        boolean isFiltered = !statuses.isEmpty() || segment != null || text != null;
        return isFiltered ? "No campaign matches." : "There are no campaigns.";
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
                    campaign.path("campaign_id").asString(""),
                    campaign.path("name").asString(""),
                    campaign.path("status").asString(""),
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
}
