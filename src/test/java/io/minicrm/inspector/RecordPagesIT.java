package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Pages and parts of scans: none skips or repeats a record, and each ends at its limits. */
class RecordPagesIT extends InspectedTopics {

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
}
