package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL alone is killed in the middle of a campaign; nobody starts anything again. */
class EmbeddedDatabaseKilledIT {

    private static final int LEADS = 3_000;

    @TempDir
    private Path folder;

    @Test
    void aCampaignGoesOnWhenTheDatabaseIsKilledTwice() throws Exception {
        try (Judge judge = Judge.start(folder, new Provider.Behaviour(true, 100, 0, 0));
                MiniCrm server = server(judge)) {
            server.start();
            Api api = new Api(server::port);
            Trial trial = Trial.begin(api, judge, "database", LEADS);
            trial.awaitReached(0.1);
            killDatabase();
            trial.awaitReached(0.5);
            killDatabase();

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
            Wait.until("the server is healthy", Duration.ofMinutes(2), api::isHealthy);
        }
    }

    /** Returns when another PostgreSQL runs. */
    private void killDatabase() throws IOException {
        ProcessHandle database = database();
        assertThat(database.destroyForcibly()).isTrue();
        Wait.until("PostgreSQL was started again", Duration.ofMinutes(1), () -> {
            try {
                return database().pid() != database.pid();
            } catch (IOException | RuntimeException notYet) {
                return false;
            }
        });
    }

    private ProcessHandle database() throws IOException {
        Path file = folder.resolve("data/postgres/data/postmaster.pid");
        return ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                .orElseThrow();
    }

    private MiniCrm server(Judge judge) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, 100));
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("KAFKA_PORT", "0");
        return new MiniCrm("server", folder, "", environment);
    }
}
