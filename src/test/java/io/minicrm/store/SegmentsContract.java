package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.problem.Precondition;
import io.minicrm.segment.Field;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleValue;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of segments has to keep. */
public abstract class SegmentsContract {

    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant LATER = Instant.parse("2026-05-06T07:08:09.012Z");
    private static final Rule RULE = new Rule.Group(
            Rule.Combinator.AND,
            true,
            List.of(
                    new Rule.Compare(
                            Field.of("total_spend"),
                            Operator.Order.GREATER,
                            RuleValue.of(new BigDecimal("12345678901234567890.5"))),
                    new Rule.OneOf(
                            Field.of("größe 1"),
                            Operator.Membership.IN,
                            List.of(RuleValue.of("😀 ' \" \\"), RuleValue.of("DE"))),
                    new Rule.Group(Rule.Combinator.OR, false, List.of())));

    /** The segments under test; the same in all calls of one test. */
    protected abstract Segments segments();

    @BeforeEach
    void deleteAllSegments() {
        segments().list(null, Integer.MAX_VALUE).forEach(segment -> segments().delete(segment.id()));
    }

    @Test
    void aStoredSegmentIsReadBackUnchanged() {
        var segment = new Segment("segment-1", "High 'spenders' 😀", RULE, FIRST, LATER);

        segments().save(segment);

        assertThat(segments().find("segment-1")).contains(segment);
    }

    @Test
    void savingAgainReplacesAllButTheCreationTime() {
        segments().save(new Segment("segment-1", "old", RULE, FIRST, FIRST));
        Rule all = new Rule.Group(Rule.Combinator.AND, false, List.of());

        segments().save(new Segment("segment-1", "new", all, LATER, LATER));

        assertThat(segments().find("segment-1")).contains(new Segment("segment-1", "new", all, FIRST, LATER));
    }

    @Test
    void aDeletedSegmentIsGone() {
        segments().save(new Segment("segment-1", "one", RULE, FIRST, FIRST));

        assertThat(segments().delete("segment-1")).isTrue();
        assertThat(segments().delete("segment-1")).isFalse();
        assertThat(segments().find("segment-1")).isEmpty();
    }

    @Test
    void whatASegmentReplacesIsReturned() {
        assertThat(segments().save(new Segment("segment-1", "old", RULE, FIRST, FIRST)))
                .isEmpty();

        assertThat(segments().save(new Segment("segment-1", "new", RULE, LATER, LATER)))
                .contains(new Segment("segment-1", "old", RULE, FIRST, FIRST));
    }

    @Test
    void nothingChangesIfThePreconditionFails() {
        var old = new Segment("segment-1", "old", RULE, FIRST, FIRST);
        segments().save(old);

        assertThatThrownBy(
                        () -> segments().save(new Segment("segment-1", "new", RULE, LATER, LATER), Conditional.isNew()))
                .isInstanceOf(Conditional.Refused.class);
        assertThatThrownBy(() -> segments().delete("segment-1", Conditional.isNew()))
                .isInstanceOf(Conditional.Refused.class);
        assertThatThrownBy(
                        () -> segments().save(new Segment("segment-2", "b", RULE, FIRST, FIRST), Conditional.is(old)))
                .isInstanceOf(Conditional.Refused.class);

        assertThat(segments().list(null, 5)).containsExactly(old);
        assertThat(segments().delete("segment-2", Conditional.isNew())).isFalse();
        assertThat(segments().delete("segment-1", Conditional.is(old))).isTrue();
    }

    @Test
    void ofConcurrentWritersThatExpectTheSameOneWrites() {
        segments().save(new Segment("segment-1", "0", RULE, FIRST, FIRST));

        // Each adds one, and only if nobody has done so since it read.
        Conditional.byTwoWriters(20, () -> {
            Segment read = segments().find("segment-1").orElseThrow();
            String next = String.valueOf(Integer.parseInt(read.name()) + 1);
            segments().save(new Segment("segment-1", next, RULE, FIRST, LATER), Conditional.is(read));
        });

        assertThat(segments().find("segment-1")).map(Segment::name).contains("40");
    }

    @Test
    void ofConcurrentWritersOneCreates() {
        for (int round = 0; round < 10; round++) {
            String id = "segment-" + round;
            assertThat(Conditional.winners(
                            2, () -> segments().save(new Segment(id, "a", RULE, FIRST, FIRST), Conditional.isNew())))
                    .isEqualTo(1);
            assertThat(Conditional.winners(2, () -> {
                        if (!segments().delete(id, Precondition.none())) {
                            throw new Conditional.Refused();
                        }
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void pagesComeInOrderOfIdByCodePoint() {
        for (String id : List.of("b", "a", "C", "ä")) {
            segments().save(new Segment(id, "name", RULE, FIRST, FIRST));
        }

        assertThat(segments().count()).isEqualTo(4);
        assertThat(segments().list(null, 2)).extracting(Segment::id).containsExactly("C", "a");
        assertThat(segments().list("a", 5)).extracting(Segment::id).containsExactly("b", "ä");
    }

    @Test
    void aSearchLooksIntoIdAndNameIgnoringCase() {
        segments().save(new Segment("vip", "High spenders", RULE, FIRST, FIRST));
        segments().save(new Segment("spenders-old", "Before", RULE, FIRST, FIRST));
        segments().save(new Segment("x", "100%", RULE, FIRST, FIRST));

        assertThat(segments().list("SPEND", null, 5)).extracting(Segment::id).containsExactly("spenders-old", "vip");
        assertThat(segments().list("SPEND", "spenders-old", 5))
                .extracting(Segment::id)
                .containsExactly("vip");
        assertThat(segments().list("%", null, 5)).extracting(Segment::id).containsExactly("x");
    }
}
