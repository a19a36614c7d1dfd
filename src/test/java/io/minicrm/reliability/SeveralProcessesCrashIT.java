package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Several mini-crm processes on one broker and one database, killed one after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralProcessesCrashIT {

    private static final int LEADS = 2_500;

    private Path folder;
    private Judge judge;
    private BackendProcesses backends;
    private MiniCrm all;
    private Api api;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        judge = Judge.start(folder, new Provider.Behaviour(true, 150, 0.03, 0.03));
        backends = BackendProcesses.start(folder);
        all = process("all", "");
        all.start();
        api = new Api(all::port);
    }

    @AfterAll
    void stop() {
        all.close();
        backends.close();
        judge.close();
    }

    @Test
    void whatADeadProcessOfAnyRoleLeavesIsTakenOver() throws IOException {
        List<MiniCrm> single = List.of("publisher", "expander", "sender", "receipts", "stats").stream()
                .map(role -> process(role, role).launch())
                .toList();
        try {
            single.forEach(MiniCrm::awaitReady);
            Trial trial = Trial.begin(api, judge, "roles", LEADS);
            double share = 0.1;
            for (MiniCrm one : single) {
                trial.awaitReached(share);
                one.kill();
                share += 0.1;
            }

            expectGood(trial.finish());
        } finally {
            single.forEach(MiniCrm::close);
        }
    }

    @Test
    void aBrokerThatIsKilledIsWaitedFor() throws IOException {
        Trial trial = Trial.begin(api, judge, "broker", LEADS);
        trial.awaitReached(0.3);
        backends.killBroker();
        backends.restartBroker();

        expectGood(trial.finish());
    }

    @Test
    void aDatabaseThatIsAwayOrKilledIsWaitedFor() throws IOException {
        Trial trial = Trial.begin(api, judge, "database", LEADS);
        trial.awaitReached(0.2);
        backends.cutDatabase();
        LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
        backends.restartDatabase();
        trial.awaitReached(0.5);
        backends.killDatabase();
        backends.restartDatabase();

        expectGood(trial.finish());
    }

    private void expectGood(Verdict verdict) {
        System.out.println(verdict);
        assertThat(verdict.isGood()).as("%s", verdict).isTrue();
        assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
        assertThat(api.isHealthy())
                .as("no worker of the surviving process has ended")
                .isTrue();
    }

    private MiniCrm process(String name, String roles) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, 100));
        environment.putAll(backends.environment());
        return new MiniCrm(name, folder, roles, environment);
    }
}
