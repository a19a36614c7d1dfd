package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.store.TestMongo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server on MongoDB: killed in the middle of a campaign, and disconnected from its database. */
class MongoCrashIT {

    private static final int LEADS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void everyLeadIsSentToOnceThoughTheServerIsKilledAndTheDatabaseIsAwayForAWhile() throws Exception {
        try (Relay relay = new Relay();
                Judge judge = Judge.start(folder, new Provider.Behaviour(true, 100, 0.03, 0.03));
                MiniCrm server = server(judge, relay)) {
            relay.lead(TestMongo.address());
            server.start();
            Trial trial = Trial.begin(new Api(server::port), judge, "mongodb", LEADS);
            trial.awaitPublished();
            server.kill();
            server.start();
            trial.awaitReached(0.2);
            relay.cut();
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            relay.lead(TestMongo.address());
            trial.awaitReached(0.6);
            server.kill();
            server.start();

            Verdict verdict = trial.finish();

            System.out.println(verdict);
            assertThat(verdict.isGood()).as("%s", verdict).isTrue();
            assertThat(verdict.numbers().sent()).isEqualTo(LEADS);
        }
    }

    private MiniCrm server(Judge judge, Relay relay) {
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, 100));
        environment.put("MINI_CRM_DATA", folder.resolve("data").toString());
        environment.put("KAFKA_PORT", "0");
        environment.put("DATABASE_URL", TestMongo.through(relay.port(), TestMongo.newDatabaseUrl()));
        return new MiniCrm("server", folder, "", environment);
    }
}
