package io.minicrm.cli;

import io.minicrm.access.SecretFile;
import io.minicrm.app.BackendSettings;
import io.minicrm.app.ProcessRole;
import io.minicrm.app.Settings;
import io.minicrm.console.AccessToken;
import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Terminal;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.samples.Samples;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a server and sends a campaign, for people who try mini-crm. */
@Command(
        name = "demo",
        description = {
            "Start a server, import 2,240 customers, and send a campaign to the 602 high spenders among them.",
            "On a terminal the server then keeps running until Ctrl-C, unless --exit is given.",
            "The API listens on PORT. Default: 8080. Data is kept in the folder MINI_CRM_DATA. Default: ./data.",
            "Exit code 4 if the numbers do not add up."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: MINI_CRM_DATA=/tmp/demo mini-crm demo --exit"})
final class DemoCommand implements Callable<ExitCode> {

    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);
    /** Builds without Node have no pages. */
    private static final boolean HAS_PAGES = DemoCommand.class.getResource("/web/index.html") != null;

    private static final String LOG_LEVEL = "MINI_CRM_LOG_LEVEL";

    @Option(names = "--exit", description = "Stop the server after the campaign.")
    private boolean exit;

    @Option(names = "--json", description = "Print only the campaign's final numbers, in JSON; implies --exit.")
    private boolean json;

    @Option(names = "--open", description = "Open the campaign's page in the browser.")
    private boolean open;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public ExitCode call() throws InterruptedException {
        if (System.getenv(LOG_LEVEL) == null) {
            // The server's log would interrupt the demo's own lines; warnings are still shown.
            System.setProperty(LOG_LEVEL, "warn");
        }
        PrintWriter out = json
                ? new PrintWriter(java.io.Writer.nullWriter())
                : spec.commandLine().getOut();
        boolean onTerminal = !json && Terminal.isPresent();
        Settings settings = Settings.from(System.getenv());
        out.printf("Starting %s …%n", parts(settings));
        long begun = System.nanoTime();
        try (ForegroundServer foreground = ForegroundServer.start(settings, ProcessRole.all());
                ApiClient api = AccessToken.connectAsOwner(
                        foreground.server().url(), settings.backends().dataFolder(), ANSWER_TIMEOUT)) {
            double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0;
            out.printf(
                    Locale.ROOT,
                    "Started in %.1f s; the API listens on %s%n%n",
                    seconds,
                    foreground.server().url());
            Demo.Outcome outcome = new Demo(api, out, onTerminal).run();
            if (json) {
                spec.commandLine().getOut().println(Json.line(outcome.campaign()));
            }
            if (onTerminal && !exit) {
                invite(foreground, settings, outcome.campaignId(), out);
                showPage(foreground, api, outcome.campaignId(), out);
                out.println("Stop it with Ctrl-C.");
                foreground.awaitStop();
            } else {
                out.printf(
                        "%nThe data is kept in %s. To continue with it, run: mini-crm serve%n",
                        shown(settings.backends().dataFolder()));
            }
            return outcome.addsUp() ? ExitCode.OK : ExitCode.INCONSISTENT;
        }
    }

    private static String parts(Settings settings) {
        BackendSettings backends = settings.backends();
        String kafka = backends.kafka().isEmbedded()
                ? "a Kafka broker"
                : "with the Kafka brokers " + backends.kafka().brokers();
        String store = backends.embedsDatabase() ? "PostgreSQL" : "the database of DATABASE_URL";
        return "%s, %s and the server (data in %s)".formatted(kafka, store, shown(backends.dataFolder()));
    }

    /** Relative to the working directory if the folder lies below it. */
    private static String shown(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) && !folder.equals(here) ? "./" + here.relativize(folder) : folder.toString();
    }

    private static void invite(ForegroundServer foreground, Settings settings, String campaignId, PrintWriter out) {
        String api = foreground.server().url() + "/api/v1";
        String curl = "  curl";
        out.println();
        out.println("The server keeps running. In another terminal, try:");
        if (foreground.server().requiresKey()) {
            SecretFile token = SecretFile.ofOwner(settings.backends().dataFolder());
            out.printf("  auth=\"Authorization: Bearer $(cat %s)\"%n", shown(token.path()));
            curl += " -H \"$auth\"";
        }
        out.printf("%s '%s/campaigns/%s'%n", curl, api, campaignId);
        out.printf(
                "%s '%s/campaigns/%s/deliveries?status=%s&limit=3'%n",
                curl, api, campaignId, DeliveryStatus.FAILED.code());
        out.printf("%s '%s/segments/%s/preview'%n", curl, api, Samples.SEGMENT_ID);
    }

    private void showPage(ForegroundServer foreground, ApiClient api, String campaignId, PrintWriter out) {
        if (!HAS_PAGES) {
            return;
        }
        String page = foreground.server().url() + "/campaign?id=" + campaignId;
        boolean logsIn = foreground.server().requiresKey();
        String link = logsIn ? page + LogInLink.fragment(api) : page;
        out.printf("To look at it, open %s%n", link);
        if (logsIn) {
            out.println("(logs you in, once, within 15 minutes; ./mini-crm token --link prints another address)");
        }
        if (open) {
            Browser.open(URI.create(link), out);
        }
    }
}
