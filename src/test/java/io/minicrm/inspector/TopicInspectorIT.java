package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The inspector against a real broker. */
class TopicInspectorIT {

    private static TopicInspector inspector;
    private static TestTopics topics;

    @BeforeAll
    static void open() {
        inspector = new TopicInspector(TestTopics.settings());
        topics = new TestTopics(Map.of());
    }

    @AfterAll
    static void close() {
        inspector.close();
        topics.close();
    }

    private static RecordQuery from(String topic, int limit, Position from) {
        return RecordQuery.of(topic).limit(limit).from(from).build();
    }

    private static List<String> values(RecordPage page) {
        return page.records().stream()
                .map(stored -> stored.value() == null ? "null" : new String(stored.value(), UTF_8))
                .toList();
    }

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
    void theNewestRecordsComeFirstAcrossPartitionsInOrderOfTime() {
        String topic = TestTopics.create(3, Map.of());
        for (int i = 0; i < 60; i++) {
            topics.put(topic, i % 3, 1_000_000L + i, "k" + i, ("v" + i).getBytes(UTF_8));
        }

        RecordPage newest = inspector.records(RecordQuery.newest(topic, 4));

        assertThat(values(newest)).containsExactly("v56", "v57", "v58", "v59");
        assertThat(newest.total()).isEqualTo(60);
        assertThat(newest.next()).isNotNull();
    }

    @Test
    void partsOfAScanReadEachRecordOnceAndContinueWhereTheLastOneStopped() {
        String topic = TestTopics.create(3, Map.of());
        for (int i = 0; i < 30; i++) {
            topics.put(topic, i % 3, 1_000_000L + i, null, ("v" + i).getBytes(UTF_8));
        }
        RecordQuery query =
                RecordQuery.of(topic).scanLimit(1).timeLimit(Duration.ZERO).build();
        List<String> read = new ArrayList<>();
        Map<Integer, Long> next = Map.of();
        long scanned = 0;
        ScannedPart part;
        do {
            part = inspector.scanPart(query, next, stored -> read.add(new String(stored.value(), UTF_8)));
            scanned += part.scanned();
            next = part.next();
        } while (part.left() > 0);

        assertThat(read).hasSize(30).doesNotHaveDuplicates();
        assertThat(scanned).isEqualTo(30);

        topics.put(topic, 1, 1_000_000L, null, "late".getBytes(UTF_8));
        part = inspector.scanPart(query, next, stored -> read.add(new String(stored.value(), UTF_8)));
        assertThat(part.scanned()).isEqualTo(1);
        assertThat(read).hasSize(31).endsWith("late");
    }

    @Test
    void pagesNeitherLoseNorRepeatARecordWhileOthersArriveWhateverTheTimeStampsSay() {
        String topic = TestTopics.create(4, Map.of());
        Random random = new Random(7);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            written.add("v" + i);
            topics.put(topic, random.nextInt(4), 1_000_000L + random.nextInt(100), null, ("v" + i).getBytes(UTF_8));
        }

        for (RecordQuery first : List.of(RecordQuery.newest(topic, 37), from(topic, 37, new Position.Earliest()))) {
            List<String> read = new ArrayList<>();
            RecordQuery query = first;
            RecordPage page;
            do {
                page = inspector.records(query);
                read.addAll(values(page));
                query = query.withPage(page.next());
                topics.put(topic, 1, 1_000_050L, null, "late".getBytes(UTF_8));
            } while (page.next() != null);

            // The second walk begins after the first one's late arrivals.
            assertThat(read).filteredOn(value -> !value.equals("late")).containsExactlyInAnyOrderElementsOf(written);
            if (first.from() == null) {
                assertThat(read).doesNotContain("late");
            }
        }
    }

    @Test
    void aPageTokenOfAnotherKindIsRefused() {
        String topic = TestTopics.create(1, Map.of());

        assertThatThrownBy(() -> inspector.records(RecordQuery.newest(topic, 1).withPage("bm9uc2Vuc2U")))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("page is not a page token");
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
    void recordsOfAMegabyteFillAPageByBytesAndNoneIsLost() {
        String topic = TestTopics.create(2, Map.of("max.message.bytes", "2000000"));
        byte[] megabyte = new byte[1_000_000];
        new Random(1).nextBytes(megabyte);
        for (int i = 0; i < 80; i++) {
            topics.put(topic, i % 2, 1_000_000L + i, "k" + i, megabyte);
        }

        RecordPage first = inspector.records(RecordQuery.newest(topic, 1_000));
        RecordPage second = inspector.records(RecordQuery.newest(topic, 1_000).withPage(first.next()));
        RecordPage third = inspector.records(RecordQuery.newest(topic, 1_000).withPage(second.next()));

        assertThat(first.records()).hasSizeBetween(1, 40);
        assertThat(first.records().size()
                        + second.records().size()
                        + third.records().size())
                .isEqualTo(80);
        assertThat(third.next()).isNull();
        assertThat(first.records().getLast().key()).isEqualTo("k79");
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
    void timesAndOffsetsAreSought() {
        String topic = TestTopics.create(2, Map.of());
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 20; i++) {
            topics.put(topic, i % 2, begin.plusSeconds(i).toEpochMilli(), null, ("v" + i).getBytes(UTF_8));
        }

        RecordPage span = inspector.records(RecordQuery.of(topic)
                .limit(100)
                .from(Position.parse("from", "2026-01-01T00:00:05Z", begin))
                .to(Position.parse("to", "-10s", begin.plusSeconds(20)))
                .build());

        assertThat(values(span)).containsExactly("v5", "v6", "v7", "v8", "v9");
        assertThat(values(inspector.records(from(topic, 100, new Position.Offset(9)))))
                .containsExactly("v18", "v19");
        assertThat(inspector.offsets(topic, begin.plusSeconds(7)).partitions())
                .extracting(TopicOffsets.Partition::atTime)
                .containsExactly(4L, 3L);
    }

    @Test
    void aKeyIsSoughtInItsPartitionOnly() {
        String topic = TestTopics.create(6, Map.of());
        for (int i = 0; i < 300; i++) {
            topics.put(topic, "campaign-" + i % 30, "v" + i);
        }

        RecordPage found =
                inspector.records(RecordQuery.of(topic).key("campaign-7").build());

        assertThat(found.records()).hasSize(10).allMatch(stored -> "campaign-7".equals(stored.key()));
        assertThat(found.total()).isLessThan(300);
    }

    @Test
    void conditionsSeeFieldsHeadersAndPlaceAndMissTheRecordsThatLackThem() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(
                topic,
                0,
                5_000L,
                "a",
                "{\"total\": 1000.5, \"ids\": [\"x\", \"y\"], \"deep\": {\"n\": null}}".getBytes(UTF_8),
                new RecordHeader("kind", "vip".getBytes(UTF_8)));
        topics.put(topic, 0, 6_000L, "b", "{\"total\": 12, \"key\": \"hidden\"}".getBytes(UTF_8));
        topics.put(topic, 0, 7_000L, null, "no json".getBytes(UTF_8));
        topics.put(topic, 0, 8_000L, "d", null);

        assertThat(matches(topic, "total > 1000")).containsExactly(0L);
        assertThat(matches(topic, "total == 12.0")).containsExactly(1L);
        assertThat(matches(topic, "!(total > 1000)")).containsExactly(1L);
        assertThat(matches(topic, "size(ids) == 2 && ids.exists(id, id == 'y')"))
                .containsExactly(0L);
        assertThat(matches(topic, "deep.n == null")).containsExactly(0L);
        assertThat(matches(topic, "total > 'text'")).isEmpty();
        assertThat(matches(topic, "headers.kind == 'vip'")).containsExactly(0L);
        assertThat(matches(topic, "key == 'b'")).containsExactly(1L);
        assertThat(matches(topic, "body.key == 'hidden'")).containsExactly(1L);
        assertThat(matches(topic, "key == null")).containsExactly(2L);
        assertThat(matches(topic, "partition == 0 && offset >= 2")).containsExactly(2L, 3L);
        assertThat(matches(topic, "timestamp < timestamp('1970-01-01T00:00:06Z')"))
                .containsExactly(0L);
    }

    @Test
    void aTextThatIsEscapedInTheJsonIsFoundAllTheSame() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "k", "{\"id\": \"caf\\u00e9\"}");
        topics.put(topic, "k", "{\"id\": \"café\"}");
        topics.put(topic, "k", "{\"id\": \"cafe\", \"note\": \"café\"}");

        assertThat(matches(topic, "id == 'café' && true")).containsExactly(0L, 1L);
    }

    private static List<Long> matches(String topic, String condition) {
        return inspector.records(RecordQuery.of(topic).where(condition).build()).records().stream()
                .map(StoredRecord::offset)
                .toList();
    }

    @Test
    void aTimeRangeHoldsExactlyTheRecordsOfThatTimeEvenIfTheyAreOutOfOrder() {
        String topic = TestTopics.create(1, Map.of());
        for (int second : List.of(1, 9, 3, 5, 2, 8, 4)) {
            topics.put(topic, 0, second * 1_000L, null, ("v" + second).getBytes(UTF_8));
        }
        RecordQuery.Builder range = RecordQuery.of(topic).to(new Position.Time(Instant.ofEpochSecond(5)));

        RecordPage backward = inspector.records(range.build());
        RecordPage forward = inspector.records(
                range.from(new Position.Time(Instant.ofEpochSecond(2))).build());

        assertThat(values(backward)).containsExactlyInAnyOrder("v1", "v3", "v2", "v4");
        assertThat(values(forward)).containsExactlyInAnyOrder("v3", "v2", "v4");
    }

    @Test
    void tombstonesAreFound() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, "a", "{}");
        topics.put(topic, 0, null, "a", null);
        topics.put(topic, "b", "null and void");

        assertThat(matches(topic, "body == null")).containsExactly(1L);
        assertThat(matches(topic, "key == 'a' && body == null")).containsExactly(1L);
    }

    @Test
    void aPageEndsAtItsTimeLimitButNotBeforeItHasReadSomething() {
        String topic = TestTopics.create(1, Map.of());
        putNumbers(topic, 12_000);
        RecordQuery query = RecordQuery.of(topic)
                .from(new Position.Earliest())
                .where("n == 11999")
                .timeLimit(Duration.ofNanos(1))
                .build();

        RecordPage first = inspector.records(query);
        assertThat(first.records()).isEmpty();
        assertThat(first.bounded()).isTrue();
        assertThat(first.scanned()).isBetween(1L, 11_999L);

        RecordPage last = first;
        while (last.next() != null) {
            last = inspector.records(query.withPage(last.next()));
        }
        assertThat(values(last)).containsExactly("{\"n\":11999}");
    }

    private static void putNumbers(String topic, int count) {
        try (TestTopics fast = new TestTopics(Map.of())) {
            IntStream.range(0, count)
                    .forEach(i -> fast.producer()
                            .send(new ProducerRecord<>(topic, 0, null, ("{\"n\":" + i + "}").getBytes(UTF_8))));
        }
    }

    @Test
    void headersAndTextAreFoundInBytes() {
        String topic = TestTopics.create(1, Map.of());
        topics.put(topic, 0, null, "a", "needle in hay".getBytes(UTF_8));
        topics.put(topic, 0, null, "b", "hay".getBytes(UTF_8), new RecordHeader("where", "a needle".getBytes(UTF_8)));
        topics.put(topic, 0, null, "c", "hay".getBytes(UTF_8), new RecordHeader("where", "nowhere".getBytes(UTF_8)));

        RecordPage grep = inspector.records(RecordQuery.of(topic).grep("needle").build());
        RecordPage header = inspector.records(
                RecordQuery.of(topic).headers(List.of("where=nowhere")).build());

        assertThat(grep.records()).extracting(StoredRecord::key).containsExactly("a", "b");
        assertThat(header.records()).extracting(StoredRecord::key).containsExactly("c");
    }

    @Test
    void aBoundedScanSaysSoAndGoesOn() {
        String topic = TestTopics.create(1, Map.of());
        putNumbers(topic, 30_000);
        RecordQuery query =
                RecordQuery.of(topic).limit(5).where("n == 7").scanLimit(1_000).build();

        RecordPage first = inspector.records(query);
        RecordPage second = inspector.records(query.withPage(first.next()));

        assertThat(first.records()).isEmpty();
        assertThat(first.bounded()).isTrue();
        assertThat(first.scanned()).isBetween(1_000L, 29_999L);
        assertThat(first.total()).isEqualTo(30_000);
        assertThat(values(second)).containsExactly("{\"n\":7}");
        assertThat(second.next()).isNull();
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
