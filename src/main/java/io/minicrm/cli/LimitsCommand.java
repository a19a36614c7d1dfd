package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Shows the rate limits of a running server, how fast they are used, and who waits for them. */
@Command(
        name = "limits",
        description = "Show the rate limits of a running server, how many messages pass per second, and how many wait."
                + " Exit code 3 if there are none.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm limits"})
final class LimitsCommand implements Callable<ExitCode> {

    private static final int MAX_CAMPAIGNS = 3;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        JsonNode limits;
        try (ApiClient api = server.connect()) {
            limits = api.get("/limits").path("data");
        }
        out.answer(limits, () -> limits.isEmpty() ? "No channel and no domain has a limit.\n" : table(limits));
        return limits.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }

    private static String table(JsonNode limits) {
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
