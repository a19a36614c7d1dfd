package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, with its broker and its database, killed in the middle of a campaign and started again on its folder. */
class EmbeddedServerCrashIT {

    private static final int LEADS = 2_500;

    /** A server that was stopped cleanly sends before it serves HTTP again; some leads must be left by then. */
    private static final int LEADS_ACROSS_A_RESTART = 8_000;

    private static final int SENDS_IN_FLIGHT = 100;
    private static final Duration RESTART = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void aServerKilledInEveryPhaseSendsToEveryLeadOnce() throws Exception {
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(true, 100, 0.03, 0.03));
                MiniCrm server = server(judge, true)) {
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "every-phase", LEADS);
            trial.awaitPublished();
            killAndRestart(server, trial, "publishing");
            trial.awaitReached(0.01);
            killAndRestart(server, trial, "expanding");
            trial.awaitReached(0.5);
            killAndRestart(server, trial, "sending");
            trial.awaitReached(1);
            killAndRestart(server, trial, "receiving");

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
        }
    }

    @Test
    void nobodyGetsAMessageTwiceFromAProviderThatKnowsNoKeys() throws Exception {
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(false, 100, 0.03, 0));
                MiniCrm server = server(judge, false)) {
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "no-keys", LEADS_ACROSS_A_RESTART);
            trial.awaitReached(0.2);
            server.terminate();
            assertThat(server.start()).as("restart after a stop").isLessThan(RESTART);
            // Sending must be in progress again, otherwise the kill would interrupt nothing.
            trial.awaitReached(Math.min(0.9, trial.share() + 0.1));
            assertThat(trial.numbers().unknown())
                    .as("left uncertain by a stop in order")
                    .isZero();
            killAndRestart(server, trial, "sending");

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            // What is claimed and not accounted for: twice as many as may be in flight, and the batch that went over
            // it.
            assertThat(verdict.numbers().unknown()).isLessThanOrEqualTo(2 * SENDS_IN_FLIGHT);
            assertThat(verdict.numbers().failed()).isZero();
        }
    }

    private static void killAndRestart(MiniCrm server, Trial trial, String phase) {
        server.kill();
        double reached = trial.share();
        Duration start = server.start();
        System.out.printf(
                "killed while %s, at %.0f%%; serves %d ms after its start%n", phase, 100 * reached, start.toMillis());
        assertThat(start).as("restart after kill -9 while %s", phase).isLessThan(RESTART);
    }

    private MiniCrm server(Judge judge, boolean idempotent) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, idempotent, SENDS_IN_FLIGHT));
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("KAFKA_PORT", "0");
        return new MiniCrm("server", folder, "", environment);
    }
}
