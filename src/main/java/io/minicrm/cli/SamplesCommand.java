package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Stores sample customers on a running server. */
@Command(
        name = "samples",
        description = {
            "Store 2,240 sample customers on a running server, and a segment of the 602 high spenders among them.",
            "Repeating it changes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm samples"})
final class SamplesCommand extends ServerCommand {

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        JsonNode stored = api.post("/samples").path("data");
        out.answer(stored, () -> text(stored));
        return ExitCode.OK;
    }

    private static String text(JsonNode stored) {
        JsonNode leads = stored.path("leads");
        JsonNode segment = stored.path("segment");
        return String.format(
                Locale.ROOT,
                "%,d leads imported, %,d updated, %,d unchanged%nSegment: %s (%s)%n"
                        + "Next: mini-crm campaigns create --help%n",
                leads.path("imported").asLong(),
                leads.path("updated").asLong(),
                leads.path("unchanged").asLong(),
                segment.path("name").asString(""),
                segment.path("segment_id").asString(""));
    }
}
