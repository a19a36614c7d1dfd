package io.minicrm.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.kafka.DeadLetters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, and two processes of every role. Every broker, and one process of every role, is killed and started
 * again while one campaign is sent. Some processes have two roles: the test takes its time mostly to start JVMs.
 */
class ClusterCrashIT {

    private static final String WITH_API = "stats,api";
    private static final List<String> ROLES = List.of("publisher,expander", "sender", "receipts", WITH_API);

    private static final int LEADS = 10_000;
    private static final int SENDS_IN_FLIGHT = 25;

    /** Two senders then send 33 messages per second, so that the campaign takes longer than five minutes of kills, and messages are always in flight. */
    private static final Duration SLOW = Duration.ofMillis(1_500);

    private static final Duration QUICK = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : running.reversed()) {
            one.close();
        }
    }

    @Test
    void everyBrokerAndAProcessOfEveryRoleOfAClusterMayDie() throws Exception {
        Transcript transcript = new Transcript();
        KafkaCluster kafka = closing(KafkaCluster.launch(folder));
        Judge judge = closing(Judge.start(folder, new Provider.Behaviour(true, (int) SLOW.toMillis(), 0.03, 0.03)));
        DatabaseProcess database = closing(DatabaseProcess.start(folder));
        kafka.awaitReady();
        transcript.say("three brokers and a database are there");
        Map<String, String> environment = new HashMap<>(Environments.sending(judge, true, SENDS_IN_FLIGHT));
        environment.put("KAFKA_BROKERS", kafka.brokers());
        environment.put("DATABASE_URL", database.url());
        Map<String, List<MiniCrm>> workers = new HashMap<>();
        for (String role : ROLES) {
            workers.put(
                    role,
                    Stream.of(1, 2)
                            .map(number -> closing(
                                    new MiniCrm(role.replace(',', '+') + "-" + number, folder, role, environment)))
                            .toList());
        }
        List<MiniCrm> all = workers.values().stream().flatMap(List::stream).toList();
        all.forEach(MiniCrm::launch);
        all.forEach(MiniCrm::awaitReady);
        transcript.say("two processes of every role are there");

        Trial trial = Trial.begin(new Api(portOf(workers.get(WITH_API))), judge, "cluster", LEADS);
        trial.awaitReached(0.005);
        transcript.watch(trial);
        assertThat(kafka.replicas("campaign.jobs")).isEqualTo(KafkaCluster.BROKERS);
        assertThat(kafka.settings("campaign.jobs")).containsEntry("min.insync.replicas", "2");

        for (int number : List.of(1, 2)) {
            kafka.awaitInSync();
            kafka.kill(number);
            transcript.say("kill -9 broker-" + number);
            trial.awaitMore();
            // Odd and even, so that both processes with number 1 and those with number 2 die.
            for (int index = number - 1; index < ROLES.size(); index += 2) {
                MiniCrm victim = workers.get(ROLES.get(index)).get(number - 1);
                victim.kill();
                transcript.say("kill -9 " + victim.name());
                trial.awaitMore();
                Duration start = victim.start();
                transcript.say("%s is back, %.1f s".formatted(victim.name(), start.toMillis() / 1000.0));
                if (index == number - 1) {
                    // Until now, a broker that the process knew at its start was down.
                    kafka.restart(number);
                    transcript.say("broker-" + number + " is back");
                }
            }
        }
        kafka.awaitInSync();
        kafka.kill(3);
        transcript.say("kill -9 broker-3");
        trial.awaitMore();
        kafka.restart(3);
        transcript.say("broker-3 is back");
        assertThat(trial.share()).as("the campaign outlasts the kills").isLessThan(1);
        judge.delay(QUICK);

        Verdict verdict = trial.finish();

        transcript.say("completed");
        System.out.println(verdict);
        assertThat(verdict.isGood()).as("%s", verdict).isTrue();
        assertThat(verdict.numbers().sent()).isEqualTo(LEADS).isEqualTo(verdict.reached());
        assertThat(judge.sends()).as("every repeat had its message's own key").hasSize(LEADS);
        assertThat(kafka.records(DeadLetters.TOPIC)).isZero();
        assertThat(all).allMatch(one -> new Api(one::port).isHealthy(), "has all its workers");
    }

    private static IntSupplier portOf(List<MiniCrm> servers) {
        return () -> servers.stream()
                .filter(MiniCrm::isAlive)
                .findFirst()
                .orElseThrow()
                .port();
    }

    private <T extends AutoCloseable> T closing(T one) {
        running.add(one);
        return one;
    }
}
