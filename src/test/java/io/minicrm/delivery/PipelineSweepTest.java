package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.kafka.GroupPosition;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pipeline has one partition per topic here, whose positions each test sets. */
class PipelineSweepTest {

    private static final Instant FIRST = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(5);
    private static final Instant THIRD = FIRST.plusSeconds(10);

    private final PipelineSweep sweep = new PipelineSweep();
    private final Map<PipelineGroup, GroupPosition> positions = new EnumMap<>(PipelineGroup.class);

    @Test
    void anIdlePipelineHasPassedEverythingAtOnce() {
        at(PipelineGroup.EXPANDERS, 40, 40L);
        at(PipelineGroup.SENDERS, 9_000, 9_000L);
        at(PipelineGroup.RECEIPTS, 9_000, 9_000L);

        assertThat(sweep.advance(reading(), FIRST)).contains(FIRST);
        assertThat(sweep.advance(reading(), SECOND)).contains(SECOND);
    }

    @Test
    void aBusyPipelineHasPassedWhatItHadWhenTheSweepBegan() {
        at(PipelineGroup.EXPANDERS, 40, 38L);
        at(PipelineGroup.SENDERS, 8_900, 8_000L);
        at(PipelineGroup.RECEIPTS, 8_000, 8_000L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        at(PipelineGroup.EXPANDERS, 60, 41L);
        at(PipelineGroup.SENDERS, 9_000, 8_900L);
        assertThat(sweep.advance(reading(), SECOND))
                .as("what was expanded before the second reading is before the end of 9,000, not before 8,900")
                .isEmpty();

        at(PipelineGroup.SENDERS, 20_000, 9_000L);
        at(PipelineGroup.RECEIPTS, 9_100, 8_999L);
        assertThat(sweep.advance(reading(), THIRD)).isEmpty();

        at(PipelineGroup.RECEIPTS, 9_900, 9_100L);
        assertThat(sweep.advance(reading(), THIRD.plusSeconds(5))).contains(FIRST);
    }

    @Test
    void aGroupThatHasNeverCommittedStartsAtTheBeginning() {
        at(PipelineGroup.EXPANDERS, 1, null);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        at(PipelineGroup.EXPANDERS, 0, null);
        assertThat(sweep.advance(reading(), SECOND)).contains(FIRST);
    }

    @Test
    void aGroupThatCommitsNothingForAMinuteIsNotWaitedFor() {
        at(PipelineGroup.EXPANDERS, 2, null);
        at(PipelineGroup.SENDERS, 9, 9L);
        at(PipelineGroup.RECEIPTS, 9, 9L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();
        assertThat(sweep.advance(reading(), FIRST.plus(PipelineSweep.SILENCE).minusMillis(1)))
                .isEmpty();

        assertThat(sweep.advance(reading(), FIRST.plus(PipelineSweep.SILENCE))).contains(FIRST);
    }

    @Test
    void aGroupThatHasCommittedIsWaitedForHoweverLongItTakes() {
        at(PipelineGroup.EXPANDERS, 40, 38L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        assertThat(sweep.advance(reading(), FIRST.plus(PipelineSweep.SILENCE.multipliedBy(60))))
                .isEmpty();
    }

    @Test
    void recordsThatWereTruncatedNeedNotBeRead() {
        positions.put(PipelineGroup.EXPANDERS, new GroupPosition("id", 0, 0, 40, 10L));
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        positions.put(PipelineGroup.EXPANDERS, new GroupPosition("id", 0, 40, 40, 10L));
        assertThat(sweep.advance(reading(), SECOND)).contains(FIRST);
    }

    @Test
    void aPartitionThatLostItsEndIsReadToThePresentEnd() {
        at(PipelineGroup.EXPANDERS, 40, 10L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        at(PipelineGroup.EXPANDERS, 30, 30L);
        assertThat(sweep.advance(reading(), SECOND)).contains(FIRST);
    }

    @Test
    void theRecordsOfATopicThatWasCreatedAgainAreGone() {
        at(PipelineGroup.EXPANDERS, 40, 10L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();

        positions.put(PipelineGroup.EXPANDERS, new GroupPosition("another", 0, 0, 7, null));
        assertThat(sweep.advance(reading(), SECOND)).contains(FIRST);
        assertThat(sweep.advance(reading(), THIRD))
                .as("the records of the new topic are not")
                .isEmpty();
    }

    @Test
    void aSweepThatWasGivenUpStartsAgain() {
        at(PipelineGroup.EXPANDERS, 40, 10L);
        assertThat(sweep.advance(reading(), FIRST)).isEmpty();
        sweep.reset();
        at(PipelineGroup.EXPANDERS, 50, 40L);
        assertThat(sweep.advance(reading(), SECOND)).isEmpty();

        at(PipelineGroup.EXPANDERS, 60, 50L);
        assertThat(sweep.advance(reading(), THIRD)).contains(SECOND);
    }

    private void at(PipelineGroup group, long end, @Nullable Long committed) {
        positions.put(group, new GroupPosition("id", 0, 0, end, committed));
    }

    private PipelineReading reading() {
        Map<PipelineGroup, List<GroupPosition>> all = new EnumMap<>(PipelineGroup.class);
        positions.forEach((group, position) -> all.put(group, List.of(position)));
        return new PipelineReading(all);
    }
}
