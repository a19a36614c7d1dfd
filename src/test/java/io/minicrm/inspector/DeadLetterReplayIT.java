package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.inspector.DeadLetterReplay.Outcome;
import io.minicrm.inspector.DeadLetterReplay.Scope;
import io.minicrm.kafka.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterReplayIT {

    private static final byte[] VALUE = {(byte) 0xff, 1, 2};

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

    private static DeadLetterReplay.Order order(String letters, Scope scope) {
        return order(letters, scope, letter -> true);
    }

    private static DeadLetterReplay.Order order(String letters, Scope scope, Predicate<DeadLetter> filter) {
        return new DeadLetterReplay.Order(letters, "replay-of-" + letters, scope, filter, 3, 1_000);
    }

    private static Outcome run(DeadLetterReplay.Order order) {
        return DeadLetterReplay.run(TestTopics.settings(), order);
    }

    private static Outcome replayRemaining(String letters) {
        return run(order(letters, new Scope.Remaining()));
    }

    private static void putLetter(String letters, String origin, String key, byte[] value) {
        putLetter(letters, origin, key, value, "timeout", 0);
    }

    private static void putLetter(String letters, String origin, String key, byte[] value, String reason, int replays) {
        topics.put(
                letters,
                0,
                null,
                key,
                value,
                new RecordHeader("campaign_id", "campaign-1".getBytes(UTF_8)),
                new RecordHeader(DeadLetterHeaders.ORIGINAL_TOPIC, origin.getBytes(UTF_8)),
                new RecordHeader(
                        DeadLetterHeaders.ORIGINAL_PARTITION,
                        ByteBuffer.allocate(4).putInt(3).array()),
                new RecordHeader(
                        DeadLetterHeaders.ORIGINAL_OFFSET,
                        ByteBuffer.allocate(8).putLong(9).array()),
                new RecordHeader(DeadLetterHeaders.EXCEPTION_MESSAGE, reason.getBytes(UTF_8)),
                new RecordHeader(
                        DeadLetter.REPLAY_COUNT_HEADER,
                        Integer.toString(replays).getBytes(UTF_8)));
    }

    private static List<StoredRecord> records(String topic) {
        return inspector.records(RecordQuery.newest(topic, 100)).records();
    }

    @Test
    void aLetterSaysWhereItCameFromAndWhy() {
        String letters = TestTopics.create(1, Map.of());
        putLetter(letters, "origin", "k", VALUE, "lead_ids is missing", 2);

        DeadLetter letter = DeadLetter.of(records(letters).getFirst());

        assertThat(letter.originalTopic()).isEqualTo("origin");
        assertThat(letter.originalPartition()).isEqualTo(3);
        assertThat(letter.originalOffset()).isEqualTo(9);
        assertThat(letter.message()).isEqualTo("lead_ids is missing");
        assertThat(letter.replays()).isEqualTo(2);
    }

    @Test
    void aPlanWritesNothingAndARunRestoresBytesAndHeaders() {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(2, Map.of());
        putLetter(letters, origin, "k", VALUE);
        DeadLetterReplay.Order order = order(letters, new Scope.Remaining());

        Outcome plan = DeadLetterReplay.plan(TestTopics.settings(), order);
        assertThat(plan.byTopic()).isEqualTo(Map.of(origin, 1));
        assertThat(records(origin)).isEmpty();
        assertThat(inspector.committed("replay-of-" + letters, letters)).isEmpty();

        Outcome outcome = run(order);
        ConsumerRecord<byte[], byte[]> back = records(origin).getFirst().source();

        assertThat(outcome).isEqualTo(plan);
        assertThat(back.value()).isEqualTo(VALUE);
        assertThat(new String(back.key(), UTF_8)).isEqualTo("k");
        assertThat(back.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("campaign_id=campaign-1", DeadLetter.REPLAY_COUNT_HEADER + "=1");
    }

    @Test
    void aSecondRunResumesWhereTheFirstEnded() {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(1, Map.of());
        putLetter(letters, origin, "first", VALUE);
        replayRemaining(letters);
        putLetter(letters, origin, "second", VALUE);

        Outcome outcome = replayRemaining(letters);

        assertThat(outcome.replayed()).isEqualTo(1);
        assertThat(records(origin)).extracting(StoredRecord::key).containsExactly("first", "second");
    }

    @Test
    void aReplayOfAllLettersStartsAgainAndOneOfASingleLetterLeavesTheProgressAlone() {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(1, Map.of());
        putLetter(letters, origin, "first", VALUE);
        putLetter(letters, origin, "second", VALUE);

        assertThat(run(order(letters, new Scope.Single(0, 1))).replayed()).isEqualTo(1);
        assertThat(inspector.committed("replay-of-" + letters, letters)).isEmpty();
        assertThat(replayRemaining(letters).replayed()).isEqualTo(2);
        assertThat(run(order(letters, new Scope.All())).replayed()).isEqualTo(2);
        assertThat(run(order(letters, new Scope.Single(0, 7))).replayed()).isZero();
        assertThat(records(origin))
                .extracting(StoredRecord::key)
                .containsExactly("second", "first", "second", "first", "second");
    }

    @Test
    void lettersThatWereReplayedTooOftenOrHaveNoTopicToReturnToStay() {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(1, Map.of());
        putLetter(letters, origin, "looping", VALUE, "boom", 3);
        putLetter(letters, "a.deleted.topic", "lost", VALUE, "boom", 0);
        putLetter(letters, origin, "other", VALUE, "another reason", 0);

        Outcome outcome = run(order(letters, new Scope.Remaining(), letter -> "boom".equals(letter.message())));

        assertThat(outcome.exhausted()).isEqualTo(1);
        assertThat(outcome.unroutable()).isEqualTo(1);
        assertThat(outcome.replayed()).isZero();
        assertThat(records(origin)).isEmpty();
    }

    /** The broker limits compressed bytes, so zeros of this size pass its limit of a megabyte. */
    @ParameterizedTest
    @ValueSource(ints = {17, 24, 31})
    void aLetterOfManyMegabytesIsShownAndReplayed(int megabytes) {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(1, Map.of());
        putLetter(letters, origin, "large", new byte[megabytes << 20]);
        putLetter(letters, origin, "small", VALUE);

        List<StoredRecord> shown = records(letters);
        Outcome outcome = replayRemaining(letters);

        assertThat(shown).extracting(StoredRecord::key).contains("small");
        assertThat(outcome.replayed()).isEqualTo(2);
        RecordPage first = inspector.records(
                RecordQuery.of(origin).from(new Position.Earliest()).limit(1).build());
        assertThat(first.records().getFirst().value()).hasSize(megabytes << 20);
    }

    @Test
    void aLetterThatIsTooLargeForItsTopicDoesNotBlockThoseBehindIt() {
        String letters = TestTopics.create(1, Map.of());
        String origin = TestTopics.create(1, Map.of("max.message.bytes", "2000"));
        byte[] incompressible = new byte[10_000];
        new Random(1).nextBytes(incompressible);
        putLetter(letters, origin, "before", VALUE);
        putLetter(letters, origin, "large", incompressible);
        putLetter(letters, origin, "after", VALUE);

        Outcome outcome = replayRemaining(letters);

        assertThat(outcome.tooLarge()).isEqualTo(1);
        assertThat(outcome.byTopic()).isEqualTo(Map.of(origin, 2));
        assertThat(records(origin)).extracting(StoredRecord::key).containsExactlyInAnyOrder("before", "after");
        assertThat(replayRemaining(letters).replayed()).isZero();
    }
}
