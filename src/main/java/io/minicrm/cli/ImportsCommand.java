package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands for imports that run in the background, on a running server. */
@Command(
        name = "imports",
        description = "Start, follow and cancel imports that a running server does in the background.",
        mixinStandardHelpOptions = true,
        subcommands = ImportsStartCommand.class,
        footer = {"", "Example: mini-crm imports start customers.csv --watch"})
final class ImportsCommand {

    private static final int MAX_LIMIT = 1_000;
    private static final String NDJSON = "application/x-ndjson";

    @Command(
            name = "list",
            description = "List imports, newest first. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm imports list --limit 5"})
    ExitCode list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Largest number of imports. Default: ${DEFAULT-VALUE}.")
                    int limit,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE, "--limit is %d; give 1 to %d".formatted(limit, MAX_LIMIT));
        }
        try (ApiClient api = server.connect()) {
            return out.list(api.list("/imports", Map.of(), limit), "There are no imports.", ImportsCommand::table);
        }
    }

    private static String table(List<JsonNode> imports) {
        Table table = new Table()
                .whole("IMPORT")
                .whole("STATUS")
                .number("READ %")
                .number("ROWS")
                .number("IMPORTED")
                .number("UPDATED")
                .number("UNCHANGED")
                .number("REJECTED")
                .text("FILE");
        imports.forEach(job -> table.row(
                text(job, "import_id"),
                text(job, "status"),
                FollowedImport.percent(job),
                count(job, "rows"),
                count(job, "imported"),
                count(job, "updated"),
                count(job, "unchanged"),
                count(job, "rejected"),
                job.path("path").asString("sent")));
        return table.render();
    }

    @Command(
            name = "show",
            description = {
                "Show an import with its progress and totals.",
                "Exit code 4 if rows were rejected or not read."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm imports show import-0mhg0c3ty4k2x8p1q"})
    ExitCode show(
            @Parameters(paramLabel = "ID", description = "Id of the import.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode job = api.get(path(id)).path("data");
            out.answer(job, () -> details(job));
            return FollowedImport.verdict(job);
        }
    }

    @Command(
            name = "errors",
            description =
                    "Print the rejected rows of an import, one JSON object per line. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm imports errors import-0mhg0c3ty4k2x8p1q"})
    ExitCode errors(
            @Parameters(paramLabel = "ID", description = "Id of the import.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect();
                Stream<String> errors = api.lines(path(id) + "/errors", NDJSON)) {
            Iterator<String> lines = errors.iterator();
            boolean isEmpty = !lines.hasNext();
            lines.forEachRemaining(out::line);
            return isEmpty ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
        }
    }

    @Command(
            name = "cancel",
            description = "Stop an import. What was stored stays.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm imports cancel import-0mhg0c3ty4k2x8p1q"})
    ExitCode cancel(
            @Parameters(paramLabel = "ID", description = "Id of the import.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            JsonNode job = api.post(path(id) + "/cancel").path("data");
            out.answer(
                    job,
                    () -> "running".equals(text(job, "status"))
                            ? "%s stops%n".formatted(id)
                            : "%s is %s%n".formatted(id, text(job, "status")));
            return ExitCode.OK;
        }
    }

    private static String details(JsonNode job) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("import", text(job, "import_id"));
        lines.put("status", text(job, "status"));
        lines.put("file", job.path("path").asString("sent"));
        lines.put(
                "read",
                "%s of %s".formatted(Texts.bytes(count(job, "bytes_read")), Texts.bytes(count(job, "bytes_total"))));
        lines.put("totals", LeadsImportCommand.totals(job).strip());
        lines.put("created", text(job, "created_at"));
        lines.put("started", text(job, "started_at"));
        lines.put("finished", text(job, "finished_at"));
        if (count(job, "attempts") > 1) {
            lines.put("attempts", text(job, "attempts"));
        }
        if (job.hasNonNull("fatal")) {
            lines.put("fatal", FollowedImport.fatal(job));
        }
        return Texts.facts(lines);
    }

    private static String path(String id) {
        return "/imports/" + ApiClient.escaped(id);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private static long count(JsonNode node, String field) {
        return node.path(field).asLong(0);
    }
}
