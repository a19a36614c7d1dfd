package io.minicrm.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.PipelineGroup;
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

/** The commands as a user meets them: what they say and how they end. */
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

    @Test
    void listShowsTopicsToPeopleAndToPrograms() {
        String topic = TestTopics.create(2, Map.of());
        topics.put(topic, "k", "v");

        CommandRun table = CommandRun.of("list");
        CommandRun json = CommandRun.of("list", "--json");

        assertThat(table.status()).isZero();
        assertThat(table.output()).containsPattern(topic + " +2 +1 +1 ").doesNotContain("__consumer_offsets", "\u001b");
        assertThat(json.output()).contains("{\"topic\":\"%s\",\"internal\":false,\"partitions\":2,".formatted(topic));
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

        assertThat(CommandRun.of("list").output()).containsPattern(topic + " +1 +1 +1 +\\S+ \\S+ +–\n");

        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset(PipelineGroup.SENDERS.id(), topic, 0, null, 0)));
        }

        assertThat(CommandRun.of("list").output()).containsPattern(topic + " +1 +1 +1 +\\S+ \\S+ +1\n");
    }

    @Test
    void metadataShowsPartitionsAndSettings() {
        String topic = TestTopics.create(2, Map.of("cleanup.policy", "compact"));

        CommandRun run = CommandRun.of("metadata", topic);

        assertThat(run.status()).isZero();
        assertThat(run.output())
                .containsPattern("cleanup.policy +compact +topic")
                .contains("PARTITION");
    }

    @Test
    void aBrokerThatIsNotThereIsNamedInOneLineWithinFiveSeconds() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
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

            CommandRun run = CommandRun.at("127.0.0.1:" + nobody, command.toArray(String[]::new));

            assertThat(run.status()).as("%s", command).isEqualTo(1);
            assertThat(run.errors().lines())
                    .singleElement()
                    .asString()
                    .contains("No Kafka broker can be used at 127.0.0.1:" + nobody);
            assertThat(Duration.between(begin, Instant.now())).as("%s", command).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBrokerThatAcceptsButSaysNothingIsToldWithinFiveSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Instant begin = Instant.now();

            CommandRun run = CommandRun.at("127.0.0.1:" + silent.getLocalPort(), "list");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.errors()).contains("No Kafka broker can be used");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aMissingTopicFailsAndNothingMatchedIsAStatusOfItsOwn() {
        String topic = TestTopics.create(1, Map.of());

        assertThat(CommandRun.of("metadata", "no.such.topic").status()).isEqualTo(1);
        assertThat(CommandRun.of("metadata", "no.such.topic").errors()).contains("There is no topic 'no.such.topic'");
        assertThat(CommandRun.of("inspect", topic).status()).isEqualTo(3);
        topics.put(topic, "k", "{\"n\":1}");
        assertThat(CommandRun.of("inspect", topic).status()).isZero();
        assertThat(CommandRun.of("inspect", topic, "--where", "n == 2").status())
                .isEqualTo(3);
    }

    @Test
    void wrongUseIsExplained() {
        String topic = TestTopics.create(1, Map.of());

        CommandRun where = CommandRun.of("inspect", topic, "--where", "campaign_id = 3");
        CommandRun from = CommandRun.of("inspect", topic, "--from", "yesterday");

        assertThat(where.status()).isEqualTo(2);
        assertThat(where.errors()).contains("column 13", "campaign_id = 3");
        assertThat(from.status()).isEqualTo(2);
        assertThat(from.errors()).contains("--from is \"yesterday\"");
        assertThat(CommandRun.of("inspect", topic, "-p", "9").status()).isEqualTo(2);
        assertThat(CommandRun.bare("inspect").status()).isEqualTo(2);
        assertThat(CommandRun.bare().status()).isEqualTo(2);
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : List.of(
                "list",
                "metadata",
                "inspect",
                "campaigns",
                "analyze",
                "trace",
                "offsets",
                "groups",
                "create",
                "alter",
                "delete",
                "reset-offsets",
                "produce",
                "dead-letters")) {
            CommandRun run = CommandRun.bare(command, "--help");

            assertThat(run.status()).as(command).isZero();
            assertThat(run.output()).as(command).contains("Example", "mini-crm kafka");
        }
    }

    @Test
    void aRecordCannotSteerTheTerminal() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "red \u001b[31m and a\nline");

        assertThat(CommandRun.of("inspect", topic).output()).contains("red ·[31m and a⏎line");
    }

    @Test
    void pagesAreWalkedByTheirToken() {
        String topic = TestTopics.create(1, Map.of());
        for (int i = 0; i < 5; i++) {
            topics.put(topic, "k", "value-" + i);
        }

        CommandRun first = CommandRun.of("inspect", topic, "3");
        Matcher token = Pattern.compile("Older: --page (\\S+)").matcher(first.output());
        assertThat(token.find()).isTrue();
        CommandRun second = CommandRun.of("inspect", topic, "3", "--page", token.group(1));

        assertThat(first.output()).contains("value-2", "value-3", "value-4").doesNotContain("value-1");
        assertThat(second.output()).contains("value-0", "value-1").doesNotContain("value-2", "--page");
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

        CommandRun written = CommandRun.of("inspect", source, "--format", "json");
        Path file = Files.writeString(folder.resolve("messages.json"), written.output());
        CommandRun produced = CommandRun.of("produce", copy, file.toString());

        assertThat(produced.status()).as(produced.errors()).isZero();
        assertThat(produced.output()).contains("9 records");
        assertThat(contents(copy)).isEqualTo(contents(source));
    }

    private static List<String> contents(String topic) {
        return inspector
                .records(new RecordQuery(
                        topic, 100, new Position.Earliest(), null, null, null, List.of(), null, null, 0, null, false))
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

        assertThat(CommandRun.of("produce", topic, file.toString(), "--lines", "--key", "k")
                        .status())
                .isZero();

        assertThat(contents(topic)).containsExactly("k null [] null one null", "k null [] null two null");
        assertThat(CommandRun.of("produce", "no.such.topic", file.toString(), "--lines")
                        .status())
                .isEqualTo(1);
        assertThat(CommandRun.of("produce", topic, file.toString()).errors()).contains("A line is no");
    }

    @Test
    void creatingATopicThatExistsFailsAndSaysWhatItIs() {
        String topic = TestTopics.create(4, Map.of());

        CommandRun again = CommandRun.of("create", topic, "6");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.errors()).contains("'%s' exists already: 4 partitions, 1 replicas".formatted(topic));
        assertThat(inspector.topic(topic).partitions()).hasSize(4);
        assertThat(CommandRun.of("create", topic + ".new", "2", "--config", "retention.ms=1000")
                        .status())
                .isZero();
        assertThat(inspector.topic(topic + ".new").partitions()).hasSize(2);
        assertThat(CommandRun.of("create", topic + ".bad", "2", "--replication", "7")
                        .status())
                .isEqualTo(1);
        assertThat(CommandRun.of("create", topic + ".bad", "0").status()).isEqualTo(2);
    }

    @Test
    void changesAreDryRunsUnlessConfirmed() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "v");
        String group = "group-of-" + topic;

        assertThat(CommandRun.of("alter", topic, "--partitions", "3", "--config", "retention.ms=1000")
                        .output())
                .contains("partitions 1 → 3", "retention.ms", "Dry run");
        assertThat(CommandRun.of("delete", topic).output()).contains("1 partitions and up to 1 records", "Dry run");
        assertThat(CommandRun.of("reset-offsets", group, topic, "--to", "latest")
                        .output())
                .contains("nothing committed → 1", "Dry run");
        assertThat(inspector.topic(topic).partitions()).hasSize(1);
        assertThat(inspector.topic(topic).config())
                .noneMatch(setting -> setting.source().equals("topic"));
        assertThat(inspector.committed(group, topic)).isEmpty();

        assertThat(CommandRun.of("alter", topic, "--partitions", "3", "--config", "retention.ms=1000", "--yes")
                        .output())
                .contains("Done.");
        assertThat(CommandRun.of("reset-offsets", group, topic, "-p", "0", "--to", "latest", "--yes")
                        .status())
                .isZero();
        assertThat(inspector.topic(topic).partitions()).hasSize(3);
        assertThat(inspector.committed(group, topic)).isEqualTo(Map.of(0, 1L));
        assertThat(CommandRun.of("alter", topic, "--partitions", "2").errors())
                .contains("can add partitions but not take any away");
        assertThat(CommandRun.of("delete", topic, "--yes").status()).isZero();
        assertThat(inspector.topics(false, Set.of()))
                .noneMatch(one -> one.topic().equals(topic));
    }

    @Test
    void kafkasOwnTopicsAreLeftAlone() {
        String topic = TestTopics.create(1, Map.of());
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset("group-of-" + topic, topic, 0, null, 0)));
        }

        CommandRun run = CommandRun.of("delete", "__consumer_offsets", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("Kafka's own topic");
    }

    @Test
    void offsetsAndGroupsAreShown() {
        String topic = TestTopics.create(2, Map.of());
        topics.put(topic, 0, 1_000_000L, "k", "v".getBytes(StandardCharsets.UTF_8));
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset("group-of-" + topic, topic, 0, null, 0)));
        }

        CommandRun offsets = CommandRun.of("offsets", topic, "--at", "1970-01-01T00:10:00Z");

        assertThat(offsets.status()).isZero();
        assertThat(offsets.output()).containsPattern("group-of-%s +0 +0 +1  1970-01-01 00:16:40.000".formatted(topic));
        assertThat(CommandRun.of("groups", "--watch", "0").output()).contains("group-of-" + topic);
        assertThat(CommandRun.of("offsets", topic, "--at", "earliest").status()).isEqualTo(2);
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

        assertThat(CommandRun.of("dead-letters", "list", "--topic", graves).output())
                .contains("0:0", home, "lead_ids is missing");
        assertThat(CommandRun.of("dead-letters", "list", "--topic", graves, "--reason", "timeout")
                        .status())
                .isEqualTo(3);
        assertThat(CommandRun.of("dead-letters", "show", "0:0", "--topic", graves)
                        .output())
                .contains("lead_ids is missing", "{}");
        assertThat(CommandRun.of("dead-letters", "show", "0:7", "--topic", graves)
                        .status())
                .isEqualTo(3);
        assertThat(CommandRun.of("dead-letters", "replay", "--topic", graves, "--reason", "lead_ids")
                        .output())
                .contains("1 letters would go back to " + home, "Dry run");
        assertThat(contents(home)).isEmpty();
        assertThat(CommandRun.of("dead-letters", "replay", "--topic", graves, "--reason", "lead_ids", "--yes")
                        .output())
                .contains("1 letters went back to " + home);
        assertThat(contents(home)).hasSize(1);
    }

    @Test
    void clientSettingsComeFromAFile(@TempDir Path folder) throws IOException {
        Path tls = Files.writeString(folder.resolve("client.properties"), "security.protocol=SASL_PLAINTEXT\n");

        CommandRun wrong = CommandRun.of("list", "--command-config", tls.toString());
        CommandRun missing =
                CommandRun.of("list", "--command-config", folder.resolve("none").toString());

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.errors().lines()).hasSize(1);
        assertThat(missing.status()).isEqualTo(2);
    }
}
