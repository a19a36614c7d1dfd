package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands for the types of attributes, on a running server. */
@Command(
        name = "attributes",
        description = "List and declare the types of attributes on a running server.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm attributes set zip --type text --label \"Zip code\""})
final class AttributesCommand {

    private static final JsonMapper JSON = new JsonMapper();

    @Command(
            name = "list",
            description =
                    "List the types of all attributes, and how many leads have each. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm attributes list"})
    ExitCode list(@Mixin ServerOptions server, @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            List<JsonNode> attributes =
                    api.get("/attributes").path("data").valueStream().toList();
            return out.list(attributes, "There are no attributes.", AttributesCommand::table);
        }
    }

    @Command(
            name = "set",
            description = "Declare the type of an attribute. Values that come in from now on have to fit.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm attributes set spend --type number --empty N/A"})
    ExitCode set(
            @Parameters(paramLabel = "NAME", description = "Name of the attribute.") String name,
            @Mixin Declaration declaration,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode attribute = api.put("/attributes/" + ApiClient.escaped(name), declaration.json())
                    .path("data");
            out.answer(attribute, () -> table(List.of(attribute)));
            return ExitCode.OK;
        }
    }

    /** The options that declare a type. */
    static final class Declaration {

        @Option(
                names = "--type",
                required = true,
                paramLabel = "TYPE",
                description = "Type: text, number, boolean, date, list or object.")
        private String type = "";

        @Option(names = "--label", paramLabel = "TEXT", description = "Name for people.")
        private @Nullable String label;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "How numbers (1,234.5 or 1.234,5) or dates (such as dd.mm.yyyy) are written in texts.")
        private @Nullable String format;

        @Option(names = "--empty", paramLabel = "TEXT", description = "Text that stands for no value. May be repeated.")
        private List<String> empty = List.of();

        ObjectNode json() {
            ObjectNode json = JSON.createObjectNode().put("type", type);
            if (label != null) {
                json.put("label", label);
            }
            if (format != null) {
                json.put("format", format);
            }
            ArrayNode texts = json.putArray("empty");
            empty.forEach(texts::add);
            return json;
        }
    }

    private static String table(List<JsonNode> attributes) {
        Table table = new Table()
                .whole("NAME")
                .text("TYPE")
                .text("DECLARED")
                .number("LEADS")
                .text("LABEL")
                .text("FORMAT")
                .text("EMPTY");
        attributes.forEach(attribute -> table.row(
                text(attribute, "name"),
                text(attribute, "type"),
                attribute.path("declared").asBoolean(false) ? "yes" : "no",
                attribute.path("leads").isNumber() ? attribute.path("leads").asLong() : null,
                text(attribute, "label"),
                text(attribute, "format"),
                attribute.path("empty").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))));
        return table.render();
    }

    private static @Nullable String text(JsonNode attribute, String field) {
        JsonNode text = attribute.path(field);
        return text.isString() ? text.stringValue() : null;
    }
}
