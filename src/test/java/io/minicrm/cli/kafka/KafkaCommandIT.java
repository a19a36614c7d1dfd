package io.minicrm.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.cli.CommandRun;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.embedded.TestServers;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TestTopics;
import io.minicrm.inspector.TopicAdmin;
import io.minicrm.inspector.TopicInspector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real broker: output, errors and exit codes. */
class KafkaCommandIT {

    private static TestTopics topics;
    private static TopicInspector inspector;

    @BeforeAll
    static void open() {
        topics = new TestTopics(Map.of());
        inspector = new TopicInspector(TestTopics.settings());
    }

    @AfterAll
    static void close() {
        topics.close();
        inspector.close();
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.kafka(TestServers.kafka(), arguments);
    }

    @Test
    void listShowsTopicsToPeopleAndToPrograms() {
        String topic = TestTopics.create(2, Map.of());
        topics.put(topic, "k", "v");

        CommandRun table = run("list");
        CommandRun json = run("list", "--json");

        assertThat(table.exitCode()).isZero();
        assertThat(table.out()).containsPattern(topic + " +2 +1 +1 ").doesNotContain("__consumer_offsets", "\u001b");
        assertThat(json.out()).contains("{\"topic\":\"%s\",\"internal\":false,\"partitions\":2,".formatted(topic));
    }

    /** A replay stores its progress as the committed offsets of a group without members: nothing waits in it. */
    @Test
    void listCountsOnlyTheLagOfThePipelinesGroups() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "v");
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(
                    new TopicAdmin.Reset("mini-crm-replay", topic, 0, null, 0),
                    new TopicAdmin.Reset("mini-crm-replay-1a2b3c4d", topic, 0, null, 0)));
        }

        assertThat(run("list").out()).containsPattern(topic + " +1 +1 +1 +\\S+ \\S+ +–\n");

        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset(PipelineGroup.SENDERS.id(), topic, 0, null, 0)));
        }

        assertThat(run("list").out()).containsPattern(topic + " +1 +1 +1 +\\S+ \\S+ +1\n");
    }

    @Test
    void metadataShowsPartitionsAndSettings() {
        String topic = TestTopics.create(2, Map.of("cleanup.policy", "compact"));

        CommandRun run = run("metadata", topic);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("cleanup.policy +compact +topic").contains("PARTITION");
    }

    @Test
    void aBrokerThatIsNotThereIsNamedInOneLineWithinFiveSeconds() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        for (List<String> command : List.of(
                List.of("list"),
                List.of("metadata", "t"),
                List.of("inspect", "t"),
                List.of("offsets", "t"),
                List.of("groups"),
                List.of("campaigns"),
                List.of("analyze", "c"),
                List.of("create", "t", "1"),
                List.of("dead-letters", "list"))) {
            Instant begin = Instant.now();

            CommandRun run = CommandRun.kafka("127.0.0.1:" + unused, command.toArray(String[]::new));

            assertThat(run.exitCode()).as("%s", command).isEqualTo(1);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("No Kafka broker can be used at 127.0.0.1:" + unused);
            assertThat(Duration.between(begin, Instant.now())).as("%s", command).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBrokerThatAcceptsConnectionsButDoesNotAnswerIsReportedWithinFiveSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Instant begin = Instant.now();

            CommandRun run = CommandRun.kafka("127.0.0.1:" + silent.getLocalPort(), "list");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("No Kafka broker can be used");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aMissingTopicFailsAndNothingMatchedIsAStatusOfItsOwn() {
        String topic = TestTopics.create(1, Map.of());

        assertThat(run("metadata", "no.such.topic").exitCode()).isEqualTo(1);
        assertThat(run("metadata", "no.such.topic").err()).contains("There is no topic 'no.such.topic'");
        assertThat(run("inspect", topic).exitCode()).isEqualTo(3);
        topics.put(topic, "k", "{\"n\":1}");
        assertThat(run("inspect", topic).exitCode()).isZero();
        assertThat(run("inspect", topic, "--where", "n == 2").exitCode()).isEqualTo(3);
    }

    @Test
    void wrongUseIsExplained() {
        String topic = TestTopics.create(1, Map.of());

        CommandRun where = run("inspect", topic, "--where", "campaign_id = 3");
        CommandRun from = run("inspect", topic, "--from", "yesterday");

        assertThat(where.exitCode()).isEqualTo(2);
        assertThat(where.err()).contains("column 13", "campaign_id = 3");
        assertThat(from.exitCode()).isEqualTo(2);
        assertThat(from.err()).contains("--from is \"yesterday\"");
        assertThat(run("inspect", topic, "-p", "9").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("kafka", "inspect").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("kafka").exitCode()).isEqualTo(2);
    }

    @Test
    void aRecordCannotSteerTheTerminal() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "red \u001b[31m and a\nline");

        assertThat(run("inspect", topic).out()).contains("red ·[31m and a⏎line");
    }

    @Test
    void pagesAreWalkedByTheirToken() {
        String topic = TestTopics.create(1, Map.of());
        for (int i = 0; i < 5; i++) {
            topics.put(topic, "k", "value-" + i);
        }

        CommandRun first = run("inspect", topic, "3");
        Matcher token = Pattern.compile("Older: --page (\\S+)").matcher(first.out());
        assertThat(token.find()).isTrue();
        CommandRun second = run("inspect", topic, "3", "--page", token.group(1));

        assertThat(first.out()).contains("value-2", "value-3", "value-4").doesNotContain("value-1");
        assertThat(second.out()).contains("value-0", "value-1").doesNotContain("value-2", "--page");
    }

    @Test
    void whatInspectWritesCanBeProducedAgainByteForByte(@TempDir Path folder) throws IOException {
        String source = TestTopics.create(1, Map.of());
        String copy = TestTopics.create(1, Map.of());
        topics.put(source, "a", "{\"price\":1.10E2,\"text\":\"a \\u00e9 \\\" b\",\"list\":[1,2,{\"x\":null}]}");
        topics.put(source, null, "{\"broken\": ");
        topics.put(source, "c", "plain text");
        topics.put(source, "d", "null");
        topics.put(source, "e", "\"quoted \\u00e9\"");
        topics.put(source, "f", "12.50");
        topics.put(source, 0, null, "g", new byte[] {(byte) 0xff, 0, 1});
        topics.put(source, 0, null, "h", null);
        topics.put(
                source,
                0,
                null,
                "i",
                "{}".getBytes(StandardCharsets.UTF_8),
                new RecordHeader("text", "é".getBytes(StandardCharsets.UTF_8)),
                new RecordHeader("bytes", new byte[] {(byte) 0xfe}),
                new RecordHeader("none", (byte[]) null));

        CommandRun written = run("inspect", source, "--format", "json");
        Path file = Files.writeString(folder.resolve("messages.json"), written.out());
        CommandRun produced = run("produce", copy, file.toString());

        assertThat(produced.exitCode()).as(produced.err()).isZero();
        assertThat(produced.out()).contains("9 records");
        assertThat(contents(copy)).isEqualTo(contents(source));
    }

    private static List<String> contents(String topic) {
        return inspector
                .records(RecordQuery.of(topic)
                        .limit(100)
                        .from(new Position.Earliest())
                        .build())
                .records()
                .stream()
                .map(StoredRecord::view)
                .map(view -> "%s %s %s %s %s %s"
                        .formatted(
                                view.key(),
                                view.keyBase64(),
                                view.headers(),
                                view.value(),
                                view.valueText(),
                                view.valueBase64()))
                .toList();
    }

    @Test
    void linesAreProducedAsTheyStand(@TempDir Path folder) throws IOException {
        String topic = TestTopics.create(1, Map.of());
        Path file = Files.writeString(folder.resolve("lines.txt"), "one\ntwo\n");

        assertThat(run("produce", topic, file.toString(), "--lines", "--key", "k")
                        .exitCode())
                .isZero();

        assertThat(contents(topic)).containsExactly("k null [] null one null", "k null [] null two null");
        assertThat(run("produce", "no.such.topic", file.toString(), "--lines").exitCode())
                .isEqualTo(1);
        assertThat(run("produce", topic, file.toString()).err()).contains("A line is not valid JSON");
    }

    @Test
    void creatingATopicThatExistsFailsAndSaysWhatItIs() {
        String topic = TestTopics.create(4, Map.of());

        CommandRun again = run("create", topic, "6");

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("'%s' exists already: 4 partitions, 1 replicas".formatted(topic));
        assertThat(inspector.topic(topic).partitions()).hasSize(4);
        assertThat(run("create", topic + ".new", "2", "--config", "retention.ms=1000")
                        .exitCode())
                .isZero();
        assertThat(inspector.topic(topic + ".new").partitions()).hasSize(2);
        assertThat(run("create", topic + ".bad", "2", "--replication", "7").exitCode())
                .isEqualTo(1);
        assertThat(run("create", topic + ".bad", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void changesAreDryRunsUnlessConfirmed() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "v");
        String group = "group-of-" + topic;

        assertThat(run("alter", topic, "--partitions", "3", "--config", "retention.ms=1000")
                        .out())
                .contains("partitions 1 → 3", "retention.ms", "Dry run");
        assertThat(run("delete", topic).out()).contains("1 partitions and up to 1 records", "Dry run");
        assertThat(run("reset-offsets", group, topic, "--to", "latest").out())
                .contains("nothing committed → 1", "Dry run");
        assertThat(inspector.topic(topic).partitions()).hasSize(1);
        assertThat(inspector.topic(topic).config())
                .noneMatch(setting -> setting.source().equals("topic"));
        assertThat(inspector.committed(group, topic)).isEmpty();

        assertThat(run("alter", topic, "--partitions", "3", "--config", "retention.ms=1000", "--yes")
                        .out())
                .contains("Done.");
        assertThat(run("reset-offsets", group, topic, "-p", "0", "--to", "latest", "--yes")
                        .exitCode())
                .isZero();
        assertThat(inspector.topic(topic).partitions()).hasSize(3);
        assertThat(inspector.committed(group, topic)).isEqualTo(Map.of(0, 1L));
        assertThat(run("alter", topic, "--partitions", "2").err()).contains("can add partitions but not remove any");
        assertThat(run("delete", topic, "--yes").exitCode()).isZero();
        assertThat(inspector.topics(false, Set.of()))
                .noneMatch(one -> one.topic().equals(topic));
    }

    @Test
    void kafkasOwnTopicsAreLeftAlone() {
        String topic = TestTopics.create(1, Map.of());
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset("group-of-" + topic, topic, 0, null, 0)));
        }

        CommandRun run = run("delete", "__consumer_offsets", "--yes");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Kafka's own topic");
    }

    @Test
    void offsetsAndGroupsAreShown() {
        String topic = TestTopics.create(2, Map.of());
        topics.put(topic, 0, 1_000_000L, "k", "v".getBytes(StandardCharsets.UTF_8));
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset("group-of-" + topic, topic, 0, null, 0)));
        }

        CommandRun offsets = run("offsets", topic, "--at", "1970-01-01T00:10:00Z");

        assertThat(offsets.exitCode()).isZero();
        assertThat(offsets.out()).containsPattern("group-of-%s +0 +0 +1  1970-01-01 00:16:40.000".formatted(topic));
        assertThat(run("groups", "--watch", "0").out()).contains("group-of-" + topic);
        assertThat(run("offsets", topic, "--at", "earliest").exitCode()).isEqualTo(2);
    }

    @Test
    void deadLettersAreListedShownAndReplayed() {
        String graves = TestTopics.create(1, Map.of());
        String home = TestTopics.create(1, Map.of());
        topics.put(
                graves,
                0,
                null,
                "k",
                "{}".getBytes(StandardCharsets.UTF_8),
                new RecordHeader("kafka_dlt-original-topic", home.getBytes(StandardCharsets.UTF_8)),
                new RecordHeader(
                        "kafka_dlt-exception-message", "lead_ids is missing".getBytes(StandardCharsets.UTF_8)));

        assertThat(run("dead-letters", "list", "--topic", graves).out()).contains("0:0", home, "lead_ids is missing");
        assertThat(run("dead-letters", "list", "--topic", graves, "--reason", "timeout")
                        .exitCode())
                .isEqualTo(3);
        assertThat(run("dead-letters", "show", "0:0", "--topic", graves).out()).contains("lead_ids is missing", "{}");
        assertThat(run("dead-letters", "show", "0:7", "--topic", graves).exitCode())
                .isEqualTo(3);
        assertThat(run("dead-letters", "replay", "--topic", graves, "--reason", "lead_ids")
                        .out())
                .contains("1 letters would be replayed to " + home, "Dry run");
        assertThat(contents(home)).isEmpty();
        assertThat(run("dead-letters", "replay", "--topic", graves, "--reason", "lead_ids", "--yes")
                        .out())
                .contains("1 letters replayed to " + home);
        assertThat(contents(home)).hasSize(1);
    }

    @Test
    void clientSettingsComeFromAFile(@TempDir Path folder) throws IOException {
        Path tls = Files.writeString(folder.resolve("client.properties"), "security.protocol=SASL_PLAINTEXT\n");

        CommandRun wrong = run("list", "--command-config", tls.toString());
        CommandRun missing =
                run("list", "--command-config", folder.resolve("none").toString());

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err().lines()).hasSize(1);
        assertThat(missing.exitCode()).isEqualTo(2);
    }
}
