package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

/** Which records a position, a key or a condition selects. */
class RecordSearchIT extends InspectedTopics {

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
}
