package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.PipelineTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of a campaign while what the server works with is away: it ends within 10 s all the same. */
class StopIT {

    private static final int LEADS = 4_000;

    /** 10 s, and what a busy machine adds until the signal is handled. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    @TempDir
    private Path folder;

    @Test
    void aServerStopsInTimeWhateverIsAwayAndTheNextStartGoesOn() throws Exception {
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(true, 400, 0, 0));
                BackendProcesses backends = BackendProcesses.start(folder);
                MiniCrm server = server(judge, backends)) {
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "stop", LEADS);
            trial.awaitReached(0.05);

            backends.killBroker();
            stop(server, "no broker");
            backends.restartBroker();
            server.start();
            trial.awaitMore();

            backends.cutDatabase();
            backends.killBroker();
            stop(server, "neither broker nor database");
            backends.restartBroker();
            backends.restartDatabase();
            server.start();
            trial.awaitMore();

            deleteTopics(backends);
            stop(server, "no topics");
            server.start();
            judge.delay(Duration.ofMillis(50));
            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
        }
    }

    private static void stop(MiniCrm server, String away) {
        long begun = System.nanoTime();
        server.terminate();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("%s: stopped after %d ms%n", away, took.toMillis());
        assertThat(took).as("stop with %s", away).isLessThan(LIMIT);
    }

    private static void deleteTopics(BackendProcesses backends) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                backends.environment().get("KAFKA_BROKERS")))) {
            admin.deleteTopics(List.of(
                            PipelineTopics.JOBS.name(),
                            PipelineTopics.SEND_JOBS.name(),
                            PipelineTopics.RECEIPTS.name()))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    private MiniCrm server(Judge judge, BackendProcesses backends) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, 100));
        environment.putAll(backends.environment());
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("RECONCILE_AFTER_MS", "5000");
        return new MiniCrm("server", folder, "", environment);
    }
}
