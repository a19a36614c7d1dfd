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
    private static final int SENDS_IN_FLIGHT = 100;
    private static final Duration RESTART = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aServerKilledInEveryPhaseSendsToEveryLeadOnce() throws Exception {
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(true, 100, 0.03, 0.03));
                MiniCrm server = server(judge, true)) {
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "every-phase", LEADS);
            trial.awaitPublished();
            killAndRestart(server, "publishing");
            trial.awaitReached(0.01);
            killAndRestart(server, "expanding");
            trial.awaitReached(0.5);
            killAndRestart(server, "sending");
            trial.awaitReached(1);
            killAndRestart(server, "receiving");

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
            Trial trial = Trial.begin(new Api(server::port), judge, "no-keys", LEADS);
            trial.awaitReached(0.2);
            server.terminate();
            assertThat(server.start()).as("restart after a stop").isLessThan(RESTART);
            // Well under way again, or the kill would find nothing in flight.
            trial.awaitReached((double) trial.reached() / LEADS + 0.2);
            assertThat(trial.numbers().unknown())
                    .as("left uncertain by a stop in order")
                    .isZero();
            killAndRestart(server, "sending");

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            // What is read and not finished: as many as may be in flight, and the batch that went over it.
            assertThat(verdict.numbers().unknown()).isLessThanOrEqualTo(2 * SENDS_IN_FLIGHT);
            assertThat(verdict.numbers().failed()).isZero();
        }
    }

    private static void killAndRestart(MiniCrm server, String phase) {
        server.kill();
        Duration took = server.start();
        System.out.printf("killed while %s; serves again after %d ms%n", phase, took.toMillis());
        assertThat(took).as("restart after kill -9 while %s", phase).isLessThan(RESTART);
    }

    private MiniCrm server(Judge judge, boolean idempotent) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, idempotent, SENDS_IN_FLIGHT));
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("KAFKA_PORT", "0");
        return new MiniCrm("server", folder, "", environment);
    }
}
