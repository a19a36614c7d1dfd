package io.minicrm.cli;

import io.minicrm.app.ProcessRole;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Runs the server until the process is asked to end. */
@Command(
        name = "serve",
        description = {
            "Run the server.",
            "A Kafka broker and PostgreSQL run embedded, unless KAFKA_BROKERS and DATABASE_URL name others.",
            "The API listens on PORT. Default: 8080. Data is kept in the folder MINI_CRM_DATA. Default: ./data."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm serve --roles sender,receipts"})
final class ServeCommand implements Callable<ExitCode> {

    @Option(
            names = "--roles",
            paramLabel = "ROLE[,ROLE]",
            description =
                    "Parts to run in this process: api, publisher, expander, sender, receipts, stats. Default: all.")
    private @Nullable String roles;

    @Option(names = "--json", description = "Print the addresses of the server as one line of JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public ExitCode call() throws InterruptedException {
        Set<ProcessRole> chosen = roles == null ? ProcessRole.all() : ProcessRole.parse(roles);
        ForegroundServer server = ForegroundServer.start(Settings.from(System.getenv()), chosen);
        announce(server.server());
        server.awaitStop();
        return ExitCode.OK;
    }

    private void announce(Server server) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode addresses =
                    Json.object().put("url", server.url().toString()).put("kafka_brokers", server.brokers());
            server.setupLink().ifPresent(link -> addresses.put("setup_url", link.toString()));
            out.println(addresses);
        } else {
            out.printf("mini-crm listens on %s (API under /api/v1, Kafka on %s).%n", server.url(), server.brokers());
            server.setupLink().ifPresent(link -> {
                out.println("Open " + link);
                out.println("to choose your e-mail address and password. The link works once, for 15 minutes.");
            });
            out.println(
                    "Stop it with Ctrl-C, or kill " + ProcessHandle.current().pid() + ".");
        }
    }
}
