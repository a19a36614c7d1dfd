package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock by an hour, forward and back, in the middle of a campaign. */
class ClockJumpIT {

    private static final int LEADS = 4_000;
    private static final int SENDS_IN_FLIGHT = 50;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MOVES_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** Server, broker and database have the same clock, as on one machine. */
    @Test
    void aServerWhoseClockIsSetSendsToEveryLeadOnce() throws Exception {
        assumeThat(WallClock.isAvailable()).as("a C compiler on Linux").isTrue();
        WallClock clock = WallClock.create(folder, "server");
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(true, 100, 0.03, 0.03));
                MiniCrm server = server(judge, clock)) {
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "clock", LEADS);
            trial.awaitReached(0.1);
            for (Duration ahead : new Duration[] {HOUR, Duration.ZERO, HOUR.negated(), Duration.ZERO}) {
                set(clock, ahead, trial);
            }

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
            assertThat(new Api(server::port).isHealthy()).isTrue();
        }
    }

    private static void set(WallClock clock, Duration ahead, Trial trial) {
        long begun = System.nanoTime();
        clock.set(ahead);
        trial.awaitMore();
        Duration moved = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "clock set to %s of the machine's: next message after %d ms; %s%n",
                ahead, moved.toMillis(), trial.standing());
        assertThat(moved).as("moves after the clock was set to %s", ahead).isLessThan(MOVES_WITHIN);
        trial.awaitReached(Math.min(0.9, trial.share() + 0.15));
    }

    private MiniCrm server(Judge judge, WallClock clock) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, SENDS_IN_FLIGHT));
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("KAFKA_PORT", "0");
        environment.putAll(clock.environment());
        return new MiniCrm("server", folder, "", environment);
    }
}
