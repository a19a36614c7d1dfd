package io.minicrm.cli;

import io.minicrm.app.BackendSettings;
import io.minicrm.app.ProcessRole;
import io.minicrm.app.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a server and lets a newcomer watch a campaign go out. */
@Command(
        name = "demo",
        description = {
            "Start a server, import 2,240 customers, send a campaign to the 602 high spenders among them and follow it to its end.",
            "Then it keeps serving until Ctrl-C; it ends at once with --exit, or when this is no terminal.",
            "Exit status 1 when the numbers do not add up."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: MINI_CRM_DATA=/tmp/demo mini-crm demo --exit"})
final class DemoCommand implements Callable<Integer> {

    private static final String LOG_LEVEL = "MINI_CRM_LOG_LEVEL";

    @Option(names = "--exit", description = "End when the campaign is over.")
    private boolean exit;

    @Option(names = "--json", description = "Only tell the campaign's numbers at the end, in JSON; implies --exit.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (System.getenv(LOG_LEVEL) == null) {
            // Between the demo's own lines the server's would only be in the way; warnings still come.
            System.setProperty(LOG_LEVEL, "warn");
        }
        PrintWriter out = json
                ? new PrintWriter(java.io.Writer.nullWriter())
                : spec.commandLine().getOut();
        boolean onTerminal = !json && ProgressLine.isOnTerminal();
        Settings settings = Settings.from(System.getenv());
        out.printf("Starting %s …%n", parts(settings));
        Instant begun = Instant.now();
        try (RunningServer running = RunningServer.start(settings, ProcessRole.all());
                ApiClient api = new ApiClient(running.server().url())) {
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1_000.0;
            out.printf(
                    Locale.ROOT,
                    "Started in %.1f s; the API listens on %s%n%n",
                    seconds,
                    running.server().url());
            Demo.Outcome outcome = new Demo(api, out, onTerminal).run();
            if (json) {
                spec.commandLine().getOut().println(outcome.campaign());
            }
            if (onTerminal && !exit) {
                invite(running, outcome.campaignId(), out);
                running.awaitStop();
            } else {
                out.printf(
                        "%nThe data stays in %s; go on with: mini-crm serve%n",
                        shown(settings.backends().dataFolder()));
            }
            return outcome.addsUp() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private static String parts(Settings settings) {
        BackendSettings backends = settings.backends();
        String kafka = backends.kafka().isEmbedded()
                ? "a Kafka broker"
                : "on the Kafka brokers " + backends.kafka().brokers();
        String store = backends.embedsDatabase() ? "PostgreSQL" : "on the database of DATABASE_URL";
        return "%s, %s and the server (data in %s)".formatted(kafka, store, shown(backends.dataFolder()));
    }

    /** Short where it can be. */
    private static String shown(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) && !folder.equals(here) ? "./" + here.relativize(folder) : folder.toString();
    }

    private static void invite(RunningServer running, String campaignId, PrintWriter out) {
        String api = running.server().url() + "/api/v1";
        out.println();
        out.println("The server goes on. In another terminal, try:");
        out.printf("  curl '%s/campaigns/%s'%n", api, campaignId);
        out.printf("  curl '%s/campaigns/%s/deliveries?status=failed&limit=3'%n", api, campaignId);
        out.printf("  curl '%s/segments/%s/preview'%n", api, Demo.SEGMENT_ID);
        out.println("Stop it with Ctrl-C.");
    }
}
