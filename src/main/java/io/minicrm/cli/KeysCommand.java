package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands for API keys, on a running server. */
@Command(
        name = "keys",
        description = "List, create, rotate and revoke the API keys of a running server.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm keys create nightly-import --scope leads:write"})
final class KeysCommand {

    @Command(
            name = "list",
            description = "List all API keys. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm keys list"})
    ExitCode list(@Mixin ServerOptions server, @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            List<JsonNode> keys = api.get("/keys").path("data").valueStream().toList();
            return out.list(keys, "There are no API keys.", KeysCommand::table);
        }
    }

    @Command(
            name = "create",
            description = "Create an API key and print its token, which cannot be read again.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm keys create dashboard --role viewer"})
    ExitCode create(
            @Parameters(paramLabel = "NAME", description = "What the key is used for.") String name,
            @Option(names = "--scope", paramLabel = "SCOPE", description = "What it may do. May be repeated.") @Nullable
                    List<String> scopes,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            description = "The scopes of viewer, marketer, operator or admin, instead of --scope.")
                    @Nullable
                    String role,
            @Option(
                            names = "--expires-at",
                            paramLabel = "TIME",
                            description = "When it ends to be accepted, such as 2027-01-01T00:00:00Z. Default: never.")
                    @Nullable
                    String expiresAt,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        ObjectNode body = Json.object().put("name", name);
        if (scopes != null) {
            scopes.forEach(body.putArray("scopes")::add);
        }
        if (role != null) {
            body.put("role", role);
        }
        if (expiresAt != null) {
            body.put("expires_at", expiresAt);
        }
        return issue("/keys", body, server, out);
    }

    @Command(
            name = "rotate",
            description = "Give an API key another secret and print the new token.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm keys rotate k3f9x0q2ab --overlap-seconds 3600"})
    ExitCode rotate(
            @Parameters(paramLabel = "ID", description = "Id of the key.") String id,
            @Option(
                            names = "--overlap-seconds",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "For how long the former secret is accepted. Default: ${DEFAULT-VALUE}.")
                    int overlapSeconds,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return issue(
                "/keys/" + ApiClient.escaped(id) + "/rotate",
                Json.object().put("overlap_seconds", overlapSeconds),
                server,
                out);
    }

    @Command(
            name = "revoke",
            description = "Revoke an API key permanently.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm keys revoke k3f9x0q2ab"})
    ExitCode revoke(
            @Parameters(paramLabel = "ID", description = "Id of the key.") String id,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            api.delete("/keys/" + ApiClient.escaped(id));
        }
        out.answer(Json.object().put("key_id", id).put("state", "revoked"), () -> "%s is revoked%n".formatted(id));
        return ExitCode.OK;
    }

    private static ExitCode issue(String path, ObjectNode body, ServerOptions server, Output out) {
        JsonNode issued;
        try (ApiClient api = server.connect()) {
            issued = api.post(path, body).path("data");
        }
        out.answer(
                issued,
                () -> "key    %s%ntoken  %s%n"
                        .formatted(
                                issued.path("key").path("key_id").asString(""),
                                issued.path("token").asString("")));
        return ExitCode.OK;
    }

    private static String table(List<JsonNode> keys) {
        Table table = new Table()
                .whole("KEY")
                .text("NAME")
                .whole("STATE")
                .text("SCOPES")
                .whole("LAST USED");
        keys.forEach(key -> table.row(
                key.path("key_id").asString(""),
                key.path("name").asString(""),
                key.path("state").asString(""),
                String.join(
                        " ",
                        key.path("scopes").valueStream().map(JsonNode::asString).toList()),
                key.path("last_used_at").asString("–")));
        return table.render();
    }
}
