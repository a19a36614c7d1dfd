package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dead letters go back where they came from. */
class DeadLetterReplayIT {

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

    private static DeadLetterReplay.Order order(String graves, Predicate<DeadLetter> which, int maxReplays) {
        return new DeadLetterReplay.Order(graves, "replay-of-" + graves, which, null, null, maxReplays, 1_000, false);
    }

    private static void bury(String graves, String home, String key, String reason, int replays) {
        RecordHeader count = new RecordHeader(
                DeadLetterReplay.COUNT_HEADER, Integer.toString(replays).getBytes(UTF_8));
        topics.put(
                graves,
                0,
                null,
                key,
                new byte[] {(byte) 0xff, 1, 2},
                new RecordHeader("campaign_id", "campaign-1".getBytes(UTF_8)),
                new RecordHeader("kafka_dlt-original-topic", home.getBytes(UTF_8)),
                new RecordHeader("kafka_dlt-original-partition", new byte[] {0, 0, 0, 3}),
                new RecordHeader("kafka_dlt-original-offset", new byte[] {0, 0, 0, 0, 0, 0, 0, 9}),
                new RecordHeader("kafka_dlt-exception-message", reason.getBytes(UTF_8)),
                count);
    }

    private static List<StoredRecord> records(String topic) {
        return inspector.records(RecordQuery.newest(topic, 100)).records();
    }

    @Test
    void aLetterTellsWhereItCameFromAndWhy() {
        String graves = TestTopics.create(1, Map.of());
        bury(graves, "home", "k", "lead_ids is missing", 2);

        DeadLetter letter = records(graves).getFirst().deadLetter();

        assertThat(letter.originalTopic()).isEqualTo("home");
        assertThat(letter.originalPartition()).isEqualTo(3);
        assertThat(letter.originalOffset()).isEqualTo(9);
        assertThat(letter.message()).isEqualTo("lead_ids is missing");
        assertThat(letter.replays()).isEqualTo(2);
    }

    @Test
    void aPlanWritesNothingAndTheRunPutsBytesAndHeadersBackAsTheyWere() {
        String graves = TestTopics.create(1, Map.of());
        String home = TestTopics.create(2, Map.of());
        bury(graves, home, "k", "timeout", 0);

        DeadLetterReplay.Outcome plan = DeadLetterReplay.plan(TestTopics.settings(), order(graves, all -> true, 3));
        assertThat(plan.byTopic()).isEqualTo(Map.of(home, 1));
        assertThat(records(home)).isEmpty();
        assertThat(inspector.committed("replay-of-" + graves, graves)).isEmpty();

        DeadLetterReplay.Outcome outcome = DeadLetterReplay.run(TestTopics.settings(), order(graves, all -> true, 3));
        ConsumerRecord<byte[], byte[]> back = records(home).getFirst().source();

        assertThat(outcome).isEqualTo(plan);
        assertThat(back.value()).containsExactly(0xff, 1, 2);
        assertThat(new String(back.key(), UTF_8)).isEqualTo("k");
        assertThat(back.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("campaign_id=campaign-1", DeadLetterReplay.COUNT_HEADER + "=1");
    }

    @Test
    void aSecondRunGoesOnWhereTheFirstEnded() {
        String graves = TestTopics.create(1, Map.of());
        String home = TestTopics.create(1, Map.of());
        bury(graves, home, "first", "timeout", 0);
        DeadLetterReplay.run(TestTopics.settings(), order(graves, all -> true, 3));
        bury(graves, home, "second", "timeout", 0);

        DeadLetterReplay.Outcome outcome = DeadLetterReplay.run(TestTopics.settings(), order(graves, all -> true, 3));

        assertThat(outcome.replayed()).isEqualTo(1);
        assertThat(records(home)).extracting(StoredRecord::key).containsExactly("first", "second");
    }

    @Test
    void aLetterThatWasReplayedTooOftenStaysAndSoDoesOneWithoutAHome() {
        String graves = TestTopics.create(1, Map.of());
        String home = TestTopics.create(1, Map.of());
        bury(graves, home, "looping", "boom", 3);
        bury(graves, "a.topic.that.is.gone", "lost", "boom", 0);
        bury(graves, home, "other", "another reason", 0);

        DeadLetterReplay.Outcome outcome = DeadLetterReplay.run(
                TestTopics.settings(), order(graves, letter -> "boom".equals(letter.message()), 3));

        assertThat(outcome.guarded()).isEqualTo(1);
        assertThat(outcome.homeless()).isEqualTo(1);
        assertThat(outcome.replayed()).isZero();
        assertThat(records(home)).isEmpty();
    }
}
