package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.cli.CommandRun;
import io.minicrm.embedded.EmbeddedKafka;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server and the inspector on a broker that supports only the requests and versions in the table of docs/redpanda.md. The test compares
 * the requests that were sent with the table, in both directions.
 */
class RedpandaRequestsIT {

    private static final Path TABLE = Path.of("docs", "redpanda.md");
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]\\w+) \\| \\d+ \\| (\\d+) to (\\d+) \\|.*");

    private static final Map<String, ApiKeys> BY_NAME =
            Arrays.stream(ApiKeys.values()).collect(Collectors.toMap(key -> key.name, key -> key));

    /** Requests that Redpanda does not have, or not in every supported version. */
    private static final Set<ApiKeys> FORBIDDEN = Set.of(
            ApiKeys.CONSUMER_GROUP_HEARTBEAT,
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            ApiKeys.SHARE_GROUP_HEARTBEAT,
            ApiKeys.SHARE_FETCH,
            ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
            ApiKeys.GET_TELEMETRY_SUBSCRIPTIONS,
            ApiKeys.UPDATE_FEATURES);

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, EmbeddedKafka.Clients.ALL);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void onlyRequestsInTheTableAreSent() throws IOException {
        assertThat(offered()).doesNotContainKeys(FORBIDDEN.toArray(ApiKeys[]::new));
        try (LimitedBroker redpanda = redpanda(3)) {
            runCampaigns(redpanda);
            runEveryCommandThatAsksABroker(redpanda);

            assertThat(redpanda.sent().keySet())
                    .as("what was sent, against what %s lists", TABLE)
                    .containsExactlyInAnyOrderElementsOf(offered().keySet());
        }
    }

    @Test
    void aBrokerWithMoreRequestsGetsOnlyThoseThatThePageNames() throws IOException {
        LimitedBroker.Versions all = new LimitedBroker.Versions((short) 0, Short.MAX_VALUE);
        try (LimitedBroker kafkaAsItIs = new LimitedBroker(
                BY_NAME.values().stream().collect(Collectors.toMap(key -> key, key -> all)), 1, port())) {
            runCampaigns(kafkaAsItIs);
            runEveryCommandThatAsksABroker(kafkaAsItIs);

            assertThat(Files.readString(TABLE))
                    .contains(kafkaAsItIs.sent().keySet().stream()
                            .map(key -> key.name)
                            .toList());
        }
    }

    /** Redpanda refuses an even number of replicas. */
    @Test
    void topicsAreCreatedOnTwoBrokersThatAllowOnlyOddNumbersOfReplicas() throws IOException {
        try (LimitedBroker redpanda = redpanda(2)) {
            KafkaSettings settings = new KafkaSettings(redpanda.address(), "test", Map.of());

            TopicSetup.ensure(settings, Map.of("two-brokers", 3));

            try (TopicInspector inspector = new TopicInspector(settings)) {
                assertThat(inspector.topic("two-brokers").partitions()).hasSize(3);
            }
        }
    }

    private LimitedBroker redpanda(int brokers) throws IOException {
        return new LimitedBroker(offered(), brokers, port());
    }

    private void runCampaigns(LimitedBroker redpanda) {
        String database;
        try (ServerUnderTest server = new ServerUnderTest(folder, Map.of("KAFKA_BROKERS", redpanda.address()))) {
            database = server.databaseUrl();
            server.audience("redpanda", 500);
            server.awaitStatus(server.campaign("redpanda", ""), "completed");
            await().atMost(ServerUnderTest.PATIENCE).until(() -> redpanda.sent().containsKey(ApiKeys.HEARTBEAT));
        }
        // The second start finds the topics and continues from the committed offsets.
        try (ServerUnderTest server =
                new ServerUnderTest(folder, Map.of("KAFKA_BROKERS", redpanda.address(), "DATABASE_URL", database))) {
            server.audience("again", 100);
            server.awaitStatus(server.campaign("again", ""), "completed");
        }
    }

    private int port() {
        return Integer.parseInt(kafka.bootstrapServers().split(":")[1]);
    }

    private void runEveryCommandThatAsksABroker(LimitedBroker redpanda) throws IOException {
        Path messages = Files.writeString(
                folder.resolve("messages.json"), run(redpanda, "inspect", "campaign.jobs", "5", "--json"));
        run(redpanda, "list");
        run(redpanda, "metadata", "campaign.jobs");
        run(redpanda, "offsets", "campaign.send_jobs", "--at", "-15m");
        run(redpanda, "groups");
        run(redpanda, "campaigns");
        run(redpanda, "inspect", "campaign.send_jobs", "3", "--from", "-1h", "--committed", "--where", "attempt >= 0");
        run(redpanda, "create", "copies", "2", "--config", "retention.ms=3600000");
        run(redpanda, "alter", "copies", "--partitions", "3", "--config", "max.message.bytes=2000000", "--yes");
        run(redpanda, "produce", "copies", messages.toString());
        run(redpanda, "reset-offsets", "copies-readers", "copies", "--to", "earliest", "--yes");
        run(redpanda, "delete", "copies", "--yes");
    }

    private static String run(LimitedBroker redpanda, String... command) {
        CommandRun run = CommandRun.kafka(redpanda.address(), command);
        assertThat(run.exitCode())
                .as("%s: %s", String.join(" ", command), run.err())
                .isZero();
        return run.out();
    }

    private static Map<ApiKeys, LimitedBroker.Versions> offered() throws IOException {
        Map<ApiKeys, LimitedBroker.Versions> offered = new TreeMap<>();
        Set<String> unknown = new HashSet<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                ApiKeys key = BY_NAME.get(row.group(1));
                if (key == null) {
                    unknown.add(row.group(1));
                } else {
                    offered.put(
                            key,
                            new LimitedBroker.Versions(Short.parseShort(row.group(2)), Short.parseShort(row.group(3))));
                }
            }
        }
        assertThat(unknown).as("no requests of Kafka").isEmpty();
        assertThat(offered).as("the table in %s", TABLE).isNotEmpty();
        return offered;
    }
}
