package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Topics, groups and single records, as a real broker has them. */
class TopicInspectorIT extends InspectedTopics {

    private static RecordView only(String topic) {
        RecordPage page = inspector.records(RecordQuery.newest(topic, 10));
        assertThat(page.records()).hasSize(1);
        return page.records().getFirst().view();
    }

    @Test
    void aTopicIsListedWithItsSizeAndShownWithItsSettings() {
        String topic = TestTopics.create(3, Map.of("retention.ms", "86400000"));
        topics.put(topic, "k", "v");

        TopicSummary summary = inspector.topics(false, Set.of()).stream()
                .filter(one -> one.topic().equals(topic))
                .findFirst()
                .orElseThrow();
        TopicDetail detail = inspector.topic(topic);

        assertThat(summary.partitions()).isEqualTo(3);
        assertThat(summary.replicas()).isEqualTo(1);
        assertThat(summary.messages()).isEqualTo(1);
        assertThat(summary.bytes()).isPositive();
        assertThat(detail.partitions()).hasSize(3).allMatch(TopicDetail.Partition::isHealthy);
        assertThat(detail.config()).contains(new TopicDetail.Setting("retention.ms", "86400000", "topic"));
    }

    @Test
    void internalTopicsAreListedOnlyOnDemand() {
        String topic = TestTopics.create(1, Map.of());
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset("group-of-" + topic, topic, 0, null, 0)));
        }

        assertThat(inspector.topics(false, Set.of())).noneMatch(TopicSummary::internal);
        assertThat(inspector.topics(true, Set.of())).anyMatch(TopicSummary::internal);
    }

    @Test
    void compressedRecordsAreRead() {
        for (String codec : List.of("gzip", "snappy", "lz4", "zstd")) {
            String topic = TestTopics.create(1, Map.of());
            try (TestTopics compressed = new TestTopics(Map.of("compression.type", codec))) {
                IntStream.range(0, 100).forEach(i -> compressed.put(topic, "k", "value " + i));
            }

            assertThat(values(inspector.records(RecordQuery.newest(topic, 2))))
                    .as(codec)
                    .containsExactly("value 98", "value 99");
        }
    }

    @Test
    void transactionMarkersAndAbortedRecordsAreDistinguishedFromRecords() {
        String topic = TestTopics.create(1, Map.of());
        try (TestTopics transactional = new TestTopics(Map.of("transactional.id", "writer-of-" + topic))) {
            var producer = transactional.producer();
            producer.initTransactions();
            for (int i = 0; i < 3; i++) {
                producer.beginTransaction();
                transactional.put(topic, "k", "committed " + i);
                producer.commitTransaction();
            }
            producer.beginTransaction();
            transactional.put(topic, "k", "aborted");
            producer.abortTransaction();
        }

        RecordPage all = inspector.records(from(topic, 100, new Position.Earliest()));
        RecordPage newest = inspector.records(RecordQuery.newest(topic, 100));
        RecordPage committed = inspector.records(RecordQuery.of(topic)
                .limit(100)
                .from(new Position.Earliest())
                .committedOnly(true)
                .build());

        assertThat(values(all)).containsExactly("committed 0", "committed 1", "committed 2", "aborted");
        assertThat(all.gaps()).isEqualTo(4);
        assertThat(newest.gaps()).isEqualTo(4);
        assertThat(values(newest)).isEqualTo(values(all));
        assertThat(values(committed)).containsExactly("committed 0", "committed 1", "committed 2");
        assertThat(inspector.offsets(topic, null).partitions().getFirst().count())
                .isEqualTo(8);
    }

    @Test
    void tombstonesAndNullKeysAndHeadersWithoutValueStayWhatTheyAre() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, 0, null, null, null, new RecordHeader("empty", (byte[]) null));

        RecordView view = only(topic);

        assertThat(view.key()).isNull();
        assertThat(view.keyBase64()).isNull();
        assertThat(view.value()).isNull();
        assertThat(view.valueText()).isNull();
        assertThat(view.headers()).containsExactly(new RecordView.Header("empty", null, null));
    }

    @Test
    void binaryValuesAreShownInBase64() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, 0, null, "k", new byte[] {(byte) 0xff, 0, (byte) 0xfe});

        assertThat(only(topic).valueBase64()).isEqualTo("/wD+");
    }

    @Test
    void brokenJsonIsShownAsItIs() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "{\"campaign_id\": \"campaign-1\", ");

        assertThat(only(topic).value()).isNull();
        assertThat(only(topic).valueText()).isEqualTo("{\"campaign_id\": \"campaign-1\", ");
    }

    @Test
    void jsonKeepsItsNumbersAndEscapesAndLosesOnlyBlanks() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "{\n  \"price\" : 1.10E2,\n  \"text\" : \"a \\u00e9 \\\" b\" }");

        assertThat(only(topic).value()).isEqualTo("{\"price\":1.10E2,\"text\":\"a \\u00e9 \\\" b\"}");
    }

    @Test
    void anEmptyTopicIsEmptyAndAMissingOneIsNamed() {
        String topic = TestTopics.create(2, Map.of());

        assertThat(inspector.records(RecordQuery.newest(topic, 10)).records()).isEmpty();
        assertThat(inspector.records(from(topic, 10, new Position.Earliest())).records())
                .isEmpty();
        assertThat(inspector.offsetsWithHeadTimes(topic, null).groups()).isEmpty();
        assertThatThrownBy(() -> inspector.records(RecordQuery.newest("no.such.topic", 10)))
                .isInstanceOf(UnknownTopicException.class)
                .hasMessageContaining("no.such.topic");
        assertThat(inspector.topics(true, Set.of()))
                .noneMatch(one -> one.topic().equals("no.such.topic"));
    }

    @Test
    void whatArrivesIsFollowed() {
        String topic = TestTopics.create(2, Map.of());
        topics.put(topic, "k", "before");
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        Map<Integer, Long> ends = inspector.ends(topic);
        Thread follower = Thread.ofVirtual()
                .start(() -> inspector.follow(
                        RecordQuery.newest(topic, 1),
                        ends,
                        stored -> seen.add(new String(stored.value(), UTF_8)),
                        stop::get));

        topics.put(topic, "k", "first");
        topics.put(topic, "k", "second");

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> seen.contains("second"));
        stop.set(true);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !follower.isAlive());
        topics.put(topic, "k", "third");
        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void groupsAreReportedWithTheirLagAndTheirNextRecord() {
        String topic = TestTopics.create(1, Map.of());
        for (int i = 0; i < 10; i++) {
            topics.put(topic, 0, 1_000_000L + i, "k", "v".getBytes(UTF_8));
        }
        String group = "reader-of-" + topic;
        try (TopicAdmin admin = new TopicAdmin(TestTopics.settings())) {
            admin.reset(List.of(new TopicAdmin.Reset(group, topic, 0, null, 4)));
        }

        assertThat(inspector.offsetsWithHeadTimes(topic, null).groups())
                .containsExactly(new TopicOffsets.GroupOffset(group, 0, 4L, 6, null, Instant.ofEpochMilli(1_000_004)));
        assertThat(inspector.groups(Duration.ZERO)).anySatisfy(one -> {
            assertThat(one.group()).isEqualTo(group);
            assertThat(one.lag()).isEqualTo(6);
            assertThat(one.topics()).containsExactly(topic);
        });
    }
}
