package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.ServerOptions;
import io.minicrm.console.StandardInput;
import io.minicrm.console.Table;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands for the people who may log in, on a running server. */
@Command(
        name = "users",
        description = {
            "List, add, change and delete the users of a running server.",
            "IDENTITY is the subject at the identity provider, for users whom it logs in.",
            "Passwords are asked for on a terminal; otherwise they are the first line of standard input."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm users add ann@example.com --name Ann --role marketer"})
final class UsersCommand {

    private static final String PATH = "/users";
    private static final String EMAIL = "E-mail address of the user.";

    @Command(
            name = "list",
            description = "List all users. Exit code 3 if there are none.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users list"})
    ExitCode list(@Mixin ServerOptions server, @Mixin Output out) {
        try (ApiClient api = server.connect()) {
            return out.list(api.list(PATH, Map.of(), Integer.MAX_VALUE), "There are no users.", UsersCommand::table);
        }
    }

    @Command(
            name = "add",
            description = "Add a user.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users add ann@example.com --name Ann --role viewer"})
    ExitCode add(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Option(names = "--name", paramLabel = "NAME", description = "Name of the person. Default: the address.")
                    @Nullable
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            description = "What the user may do: viewer, marketer, operator or admin.")
                    String role,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        JsonNode added;
        try (ApiClient api = server.connect()) {
            requireNone(api, email);
            ObjectNode body = Json.object()
                    .put("email", email)
                    .put("name", name == null ? email : name)
                    .put("role", role)
                    .put("password", password());
            added = api.post(PATH, body).path("data");
        }
        return answer(added, "added", out);
    }

    @Command(
            name = "role",
            description = "Give a user another role.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users role ann@example.com operator"})
    ExitCode role(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Parameters(paramLabel = "ROLE", description = "The new role: viewer, marketer, operator or admin.")
                    String role,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return answer(change(server, email, Json.object().put("role", role)), "now " + role, out);
    }

    @Command(
            name = "disable",
            description = "Keep a user from logging in, and end all sessions of the user.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users disable ann@example.com"})
    ExitCode disable(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return answer(change(server, email, Json.object().put("disabled", true)), "disabled", out);
    }

    @Command(
            name = "enable",
            description = "Let a disabled user log in again.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users enable ann@example.com"})
    ExitCode enable(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        return answer(change(server, email, Json.object().put("disabled", false)), "enabled", out);
    }

    @Command(
            name = "password",
            description = "Set the password of a user, and end all sessions of the user.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users password ann@example.com < new-password.txt"})
    ExitCode password(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        JsonNode user;
        try (ApiClient api = server.connect()) {
            String path = pathOf(find(api, email));
            user = api.put(path, Json.object().put("password", password())).path("data");
        }
        return answer(user, "logged out everywhere", out);
    }

    @Command(
            name = "delete",
            description = "Delete a user, and end all sessions of the user.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm users delete ann@example.com"})
    ExitCode delete(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Mixin ServerOptions server,
            @Mixin Output out) {
        JsonNode user;
        try (ApiClient api = server.connect()) {
            user = find(api, email);
            api.delete(pathOf(user));
        }
        return answer(user, "deleted", out);
    }

    private static JsonNode change(ServerOptions server, String email, ObjectNode change) {
        try (ApiClient api = server.connect()) {
            return api.put(pathOf(find(api, email)), change).path("data");
        }
    }

    private static JsonNode withEmail(ApiClient api, String email) {
        return api.get(PATH + "?email=" + ApiClient.escaped(email)).path("data");
    }

    /** Before a password is typed in vain. */
    private static void requireNone(ApiClient api, String email) {
        if (!withEmail(api, email).isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE, "There is a user with the address %s already".formatted(email));
        }
    }

    private static JsonNode find(ApiClient api, String email) {
        JsonNode found = withEmail(api, email);
        if (found.isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.NOTHING_MATCHED,
                    "There is no user with the address %s; mini-crm users list shows all".formatted(email));
        }
        return found.get(0);
    }

    private static String pathOf(JsonNode user) {
        return PATH + "/" + ApiClient.escaped(user.path("user_id").asString(""));
    }

    /** Never an argument: those are visible to all users of the machine, and stay in the history of the shell. */
    private static String password() {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Password (12 characters and more): ");
            char[] again = console.readPassword("The same again: ");
            if (typed == null || !Arrays.equals(typed, again)) {
                throw new CommandFailedException(ExitCode.WRONG_USE, "The two passwords differ; nothing was changed");
            }
            return new String(typed);
        }
        try (var in = new BufferedReader(new InputStreamReader(StandardInput.open(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            if (line == null) {
                throw new CommandFailedException(
                        ExitCode.WRONG_USE, "Standard input is empty; give the password as its first line");
            }
            return line;
        } catch (IOException unreadable) {
            throw new CommandFailedException(ExitCode.FAILED, "Standard input cannot be read", unreadable);
        }
    }

    private static ExitCode answer(JsonNode user, String outcome, Output out) {
        out.answer(user, () -> "%s is %s%n".formatted(user.path("email").asString(""), outcome));
        return ExitCode.OK;
    }

    private static String table(List<JsonNode> users) {
        Table table = new Table()
                .text("E-MAIL")
                .text("NAME")
                .whole("ROLE")
                .whole("STATE")
                .text("IDENTITY");
        users.forEach(user -> table.row(
                user.path("email").asString(""),
                user.path("name").asString(""),
                user.path("role").asString(""),
                user.path("disabled").asBoolean(false) ? "disabled" : "active",
                user.path("identity").path("subject").asString("")));
        return table.render();
    }
}
