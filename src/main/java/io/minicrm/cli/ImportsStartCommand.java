package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import io.minicrm.console.StandardInput;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Starts an import on a running server. */
@Command(
        name = "start",
        description = {
            "Start an import of a CSV file in the background.",
            "With --watch: exit code 4 if rows were rejected or not read, 1 if the import failed."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm imports start shop.csv --id customerID --watch"})
final class ImportsStartCommand extends ServerCommand {

    @Parameters(
            paramLabel = "FILE",
            description = "CSV file; - reads standard input. With --on-server: a path or a web address that it reads.")
    private String file = "";

    @Option(
            names = "--on-server",
            description = {
                "The server reads the file; nothing is sent.",
                "It must be in a folder of IMPORT_PATHS or below an address of IMPORT_URLS, its settings."
            })
    private boolean onServer;

    @Option(names = "--watch", description = "Follow the import until it has ended.")
    private boolean watch;

    @Mixin
    private MappingOptions mapping = new MappingOptions();

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        JsonNode started = start(api).path("data");
        String id = started.path("import_id").asString("");
        if (!watch) {
            out.answer(
                    started,
                    () -> "%s is %s%n".formatted(id, started.path("status").asString("")));
            return ExitCode.OK;
        }
        JsonNode ended = FollowedImport.follow(api, id, out);
        out.answer(ended, () -> summary(ended));
        return FollowedImport.verdict(ended);
    }

    private JsonNode start(ApiClient api) {
        if (onServer) {
            return api.post(
                    "/imports" + ApiClient.query(mapping.parameters()),
                    Json.object().put(file.matches("(?i)https?://.*") ? "url" : "path", file));
        }
        return file.equals("-")
                ? api.importCsv("/imports", mapping.parameters(), StandardInput::open)
                : api.importCsv("/imports", mapping.parameters(), Path.of(file));
    }

    private static String summary(JsonNode job) {
        String fatal = job.hasNonNull("fatal") ? FollowedImport.fatal(job) + System.lineSeparator() : "";
        return "%s is %s%n%s%s"
                .formatted(
                        job.path("import_id").asString(""),
                        job.path("status").asString(""),
                        LeadsImportCommand.totals(job),
                        fatal);
    }
}
