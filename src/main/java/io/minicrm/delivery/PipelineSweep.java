package io.minicrm.delivery;

import io.minicrm.kafka.GroupPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out up to which time everything that was published has passed through the whole pipeline. A lag of zero would
 * say the same, but a busy pipeline never has one.
 *
 * <p>A sweep goes through the groups in pipeline order. It notes where a group's topic ends, and waits until the group
 * has read up to there. What the group has read, it has published to the next topic before it committed; so the end of
 * the next topic, noted now, includes it.
 *
 * <pre>
 *   12:00:00  campaign.jobs ends at 40, the expanders are at 38      the sweep begins
 *   12:00:05  the expanders are at 41                                passed; campaign.send_jobs ends at 9,000
 *   12:00:10  the senders are at 8,200
 *   12:00:15  the senders are at 9,300                               passed; campaign.delivery_receipts ends at 8,700
 *   12:00:20  the receipts are at 8,700                              passed: all published before 12:00:00 is through
 * </pre>
 *
 * <p>A partition counts as read also if the records up to the noted end are gone: the topic was deleted and created
 * again, was truncated at either end, or its offsets were set past them. These are the records that have to be
 * published again.
 *
 * <p>It also counts as read if the group has committed nothing in it for {@link #SILENCE} although there are records.
 * When a topic is deleted its committed offsets go with it, but a consumer that runs keeps its position. If the new
 * topic has grown to exactly this position by the next fetch, the consumer waits for more, and the lag never ends.
 */
final class PipelineSweep {

    /** Longer than a group takes to commit again once it reads. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final List<PipelineGroup> STAGES = List.of(PipelineGroup.values());

    private @Nullable Instant begun;
    private int stage;
    private @Nullable Map<String, Long> ends;
    private Instant stageBegun = Instant.MIN;

    /**
     * Continues the sweep, or begins one.
     *
     * @param at a time before the reading
     * @return the time before which everything has passed, once that is known; the next call begins a new sweep
     */
    Optional<Instant> advance(PipelineReading reading, Instant at) {
        Instant since = begun == null ? at : begun;
        begun = since;
        while (stage < STAGES.size()) {
            List<GroupPosition> positions = reading.positions().getOrDefault(STAGES.get(stage), List.of());
            Map<String, Long> noted = ends;
            if (noted == null) {
                noted = ends(positions);
                stageBegun = at;
            }
            ends = noted;
            if (!havePassed(positions, noted, at)) {
                return Optional.empty();
            }
            stage++;
            ends = null;
        }
        reset();
        return Optional.of(since);
    }

    /** Gives the sweep up; the next call begins a new one. */
    void reset() {
        begun = null;
        stage = 0;
        ends = null;
    }

    private static Map<String, Long> ends(List<GroupPosition> positions) {
        Map<String, Long> ends = new HashMap<>();
        positions.forEach(position -> ends.put(key(position), position.end()));
        return ends;
    }

    private boolean havePassed(List<GroupPosition> positions, Map<String, Long> noted, Instant at) {
        boolean silent = !at.isBefore(stageBegun.plus(SILENCE));
        return positions.stream()
                .allMatch(position -> hasPassed(position, noted) || (silent && position.committed() == null));
    }

    private static boolean hasPassed(GroupPosition position, Map<String, Long> ends) {
        // Without an end the partition is another one than it was.
        Long end = ends.get(key(position));
        return end == null || position.next() >= Math.min(end, position.end());
    }

    private static String key(GroupPosition position) {
        return position.topicId() + "-" + position.partition();
    }
}
