package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import io.minicrm.console.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows the changes on a running server and their authors. */
@Command(
        name = "audit",
        description = "Show who did what on a running server, the latest first. Exit code 3 if there is nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm audit --principal key:nightly-import --limit 10"})
final class AuditCommand extends ServerCommand {

    private static final int MAX_LIMIT = 1_000;

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "Only what this principal did, such as owner or key:NAME.")
    private @Nullable String principal;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Largest number of entries. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    protected void checkOptions() {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE, "--limit is %d; give 1 to %d".formatted(limit, MAX_LIMIT));
        }
    }

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        Map<String, String> conditions = principal == null ? Map.of() : Map.of("principal", principal);
        return out.list(api.list("/audit", conditions, limit), "Nothing was done.", AuditCommand::table);
    }

    private static String table(List<JsonNode> entries) {
        Table table = new Table().whole("TIME").text("WHO").number("STATUS").text("WHAT");
        entries.forEach(entry -> table.row(
                entry.path("at").asString(""),
                entry.path("principal").asString(""),
                entry.path("status").asInt(0),
                entry.path("action").asString("").split(" ", 2)[0] + " "
                        + entry.path("object").asString("")));
        return table.render();
    }
}
