package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records that a lead agreed to be contacted. */
@Command(
        name = "consent",
        description = "Record that a lead agreed to be contacted. Takes back the lead's opt-out; nothing else does.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm leads consent lead-1 --source \"newsletter form\""})
final class LeadsConsentCommand extends ServerCommand {

    private static final JsonMapper JSON = new JsonMapper();

    @Parameters(paramLabel = "ID", description = "Id of the lead.")
    private String id = "";

    @Option(
            names = "--source",
            required = true,
            paramLabel = "TEXT",
            description = "Where the lead agreed. Kept with the time.")
    private String source = "";

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        JsonNode consent = api.post(
                        "/leads/" + ApiClient.escaped(id) + "/consents",
                        JSON.createObjectNode().put("source", source))
                .path("data");
        out.answer(
                consent,
                () -> "%s agreed at %s: %s%n"
                        .formatted(
                                consent.path("lead_id").asString(),
                                consent.path("at").asString(),
                                consent.path("source").asString()));
        return ExitCode.OK;
    }
}
