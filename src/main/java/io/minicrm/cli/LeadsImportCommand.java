package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerCommand;
import io.minicrm.console.StandardInput;
import io.minicrm.console.Table;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Sends a CSV file to a running server. */
@Command(
        name = "import",
        description =
                "Import leads from a CSV file. Valid rows are kept. Exit code 4 if rows were rejected or not read.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm leads import shop.csv --id customerID --type zip=text"})
final class LeadsImportCommand extends ServerCommand {

    @Parameters(paramLabel = "FILE", description = "CSV file of any size; - reads standard input.")
    private Path file = Path.of("");

    @Mixin
    private MappingOptions mapping = new MappingOptions();

    @Override
    protected ExitCode run(ApiClient api, Output out) {
        JsonNode answer = file.toString().equals("-")
                ? api.importCsv("/leads/import", mapping.parameters(), StandardInput::open)
                : api.importCsv("/leads/import", mapping.parameters(), file);
        JsonNode result = answer.path("data");
        out.answer(result, () -> text(result));
        return result.path("rejected").asLong(0) + result.path("unread").asLong(0) == 0
                ? ExitCode.OK
                : ExitCode.INCONSISTENT;
    }

    /** One line with the totals of an import. */
    static String totals(JsonNode result) {
        return String.format(
                Locale.ROOT,
                "%,d rows: %,d imported, %,d updated, %,d unchanged, %,d rejected, %,d unread%n",
                result.path("rows").asLong(0),
                result.path("imported").asLong(0),
                result.path("updated").asLong(0),
                result.path("unchanged").asLong(0),
                result.path("rejected").asLong(0),
                result.path("unread").asLong(0));
    }

    private static String text(JsonNode result) {
        String totals = totals(result) + renamed(result.path("file").path("columns"));
        JsonNode errors = result.path("errors");
        if (errors.isEmpty()) {
            return totals;
        }
        Table table = new Table().number("LINE").whole("FIELD").whole("PROBLEM");
        errors.forEach(error -> table.row(
                error.path("line").asLong(0),
                error.path("field").asString(""),
                error.path("message").asString("")));
        return totals + table.render();
    }

    /** A line for each column that became an attribute of another name. */
    private static String renamed(JsonNode columns) {
        StringBuilder text = new StringBuilder();
        columns.forEach(column -> {
            String header = column.path("column").asString("");
            String attribute = column.path("attribute").asString("");
            if (!attribute.isEmpty() && !attribute.equals(header)) {
                text.append("Column \"%s\" became the attribute %s%n".formatted(header, attribute));
            }
        });
        return text.toString();
    }
}
