package io.minicrm.cli;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Sends a CSV file to a running server. */
@Command(
        name = "import",
        description = "Import leads from a CSV file. The good rows are kept; exit status 4 when rows were rejected.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm leads import shop.csv --id customerID --name full_name --type zip=text"})
final class LeadsImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file, of any size; - reads standard input.")
    private String file = "";

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column that holds the lead's id.")
    private @Nullable String id;

    @Option(names = "--name", paramLabel = "COLUMN", description = "The column that holds the name.")
    private @Nullable String name;

    @Option(names = "--email", paramLabel = "COLUMN", description = "The column that holds the e-mail address.")
    private @Nullable String email;

    @Option(names = "--phone", paramLabel = "COLUMN", description = "The column that holds the phone number.")
    private @Nullable String phone;

    @Option(
            names = "--unsubscribed",
            paramLabel = "COLUMN",
            description = "The column that says who must not be written to.")
    private @Nullable String unsubscribed;

    @Option(
            names = "--type",
            paramLabel = "COLUMN=TYPE",
            description = "The type of a column, where it is not found out: text, number, boolean or date.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "What separates the cells (tab for a tab).")
    private @Nullable String delimiter;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ApiClient api = server.connect()) {
            JsonNode result = api.importCsv(parameters(), body()).path("data");
            if (server.json()) {
                out.println(result);
            } else {
                print(result, out);
            }
            return result.path("rejected").asLong() == 0 ? ExitCode.DONE : ExitCode.INCONSISTENT;
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

    private BodyPublisher body() {
        if (file.equals("-")) {
            return BodyPublishers.ofInputStream(() -> System.in);
        }
        try {
            return BodyPublishers.ofFile(Path.of(file));
        } catch (FileNotFoundException | IllegalArgumentException unreadable) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    "FILE %s cannot be read; give the path of a CSV file".formatted(file),
                    unreadable);
        }
    }

    private static void print(JsonNode result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d imported, %,d updated, %,d rejected%n",
                result.path("imported").asLong(),
                result.path("updated").asLong(),
                result.path("rejected").asLong());
        JsonNode errors = result.path("errors");
        if (!errors.isEmpty()) {
            Table table = new Table("line", "field", "problem");
            errors.forEach(error -> table.row(
                    error.path("line").asLong(),
                    error.path("field").asString(""),
                    error.path("message").asString("")));
            table.print(out);
        }
    }
}
