package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.StandardInput;
import io.minicrm.console.Table;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Sends a CSV file to a running server. */
@Command(
        name = "import",
        description =
                "Import leads from a CSV file. Valid rows are kept. Exit code 4 if rows were rejected or not read.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm leads import shop.csv --id customerID --type zip=text"})
final class LeadsImportCommand implements Callable<ExitCode> {

    @Parameters(paramLabel = "FILE", description = "CSV file of any size; - reads standard input.")
    private Path file = Path.of("");

    @Option(names = "--id", paramLabel = "COLUMN", description = "Column of the lead's id.")
    private @Nullable String id;

    @Option(names = "--name", paramLabel = "COLUMN", description = "Column of the name.")
    private @Nullable String name;

    @Option(names = "--email", paramLabel = "COLUMN", description = "Column of the e-mail address.")
    private @Nullable String email;

    @Option(names = "--phone", paramLabel = "COLUMN", description = "Column of the phone number.")
    private @Nullable String phone;

    @Option(
            names = "--unsubscribed",
            paramLabel = "COLUMN",
            description = "Column that marks leads who must not receive messages.")
    private @Nullable String unsubscribed;

    @Option(
            names = "--type",
            paramLabel = "COLUMN=TYPE",
            description = "Type of a column: text, number, boolean or date. Default: detected. May be repeated.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "Character between the cells, or the word tab. Default: detected.")
    private @Nullable String delimiter;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description = "Encoding of the file, such as windows-1252. Default: detected.")
    private @Nullable String charset;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "Field that finds stored leads: id, email or phone. Default: the first that has a column.")
    private @Nullable String key;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "What becomes of fields that the file does not have: merge keeps them, replace empties them. Default: merge.")
    private @Nullable String mode;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        try (ApiClient api = server.connect()) {
            JsonNode answer = file.toString().equals("-")
                    ? api.importCsv(parameters(), StandardInput::open)
                    : api.importCsv(parameters(), file);
            JsonNode result = answer.path("data");
            out.answer(result, () -> text(result));
            return result.path("rejected").asLong(0) + result.path("unread").asLong(0) == 0
                    ? ExitCode.OK
                    : ExitCode.INCONSISTENT;
        }
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "id", id);
        put(parameters, "name", name);
        put(parameters, "email", email);
        put(parameters, "phone", phone);
        put(parameters, "unsubscribed", unsubscribed);
        put(parameters, "delimiter", delimiter);
        put(parameters, "charset", charset);
        put(parameters, "key", key);
        put(parameters, "mode", mode);
        if (!types.isEmpty()) {
            parameters.put(
                    "types",
                    types.entrySet().stream()
                            .map(type -> type.getKey() + ":" + type.getValue())
                            .collect(Collectors.joining(",")));
        }
        return parameters;
    }

    private static void put(Map<String, String> parameters, String parameter, @Nullable String value) {
        if (value != null) {
            parameters.put(parameter, value);
        }
    }

    private static String text(JsonNode result) {
        String totals = String.format(
                        Locale.ROOT,
                        "%,d rows: %,d imported, %,d updated, %,d unchanged, %,d rejected, %,d unread%n",
                        result.path("rows").asLong(0),
                        result.path("imported").asLong(0),
                        result.path("updated").asLong(0),
                        result.path("unchanged").asLong(0),
                        result.path("rejected").asLong(0),
                        result.path("unread").asLong(0))
                + renamed(result.path("file").path("columns"));
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
