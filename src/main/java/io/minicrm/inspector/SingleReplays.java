package io.minicrm.inspector;

import com.fasterxml.jackson.annotation.JsonValue;
import io.minicrm.inspector.DeadLetterReplay.Outcome;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Replays dead letters that a person has chosen, each of them once: a record that fails again becomes another dead
 * letter, so nobody needs to replay the same one twice. A request that is repeated, by a double click or a retry,
 * therefore changes nothing.
 *
 * <p>The letters that were replayed are remembered by the broker ({@link ReplayMarks}). A letter is marked after it was
 * written back, so a crash in between may repeat it, as any stage of the pipeline may repeat a record. Two processes
 * that replay the same letter at the same instant may do so, too; within one process, replays take turns.
 */
public final class SingleReplays {

    private static final String GROUP = "mini-crm-replay-letters";
    private static final int MAX_REPLAYS = 3;
    private static final int RATE_PER_SECOND = 100;

    private final TopicInspector inspector;
    private final String topic;
    private final ReentrantLock turn = new ReentrantLock();

    /** @param topic the topic of the dead letters */
    public SingleReplays(TopicInspector inspector, String topic) {
        this.inspector = inspector;
        this.topic = topic;
    }

    /** The position of a letter in its topic. */
    public record Place(int partition, long offset) {}

    /** What became of a letter. */
    public enum Result {
        /** It was written back to the topic from which it came. */
        REPLAYED,
        /** It was replayed before. */
        ALREADY_REPLAYED,
        /** Its record has failed after {@value #MAX_REPLAYS} replays. */
        EXHAUSTED,
        /** It does not say from which topic it came, or that topic no longer exists. */
        UNROUTABLE,
        /** The broker rejected it as too large for its topic. */
        TOO_LARGE,
        /** There is no such letter, or no longer. */
        GONE;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The result as text. */
        @JsonValue
        public String code() {
            return code;
        }
    }

    /** The letters that were replayed, except those that are too long ago to be remembered. */
    public Set<Place> replayed() {
        try (ReplayMarks marks = marks()) {
            Set<Place> places = new HashSet<>();
            marks.read()
                    .forEach((partition, offsets) ->
                            offsets.forEach(offset -> places.add(new Place(partition, offset))));
            return places;
        }
    }

    /** Replays a letter, unless it was replayed before. */
    public Result replay(Place place) {
        turn.lock();
        try (ReplayMarks marks = marks()) {
            Map<Integer, TreeSet<Long>> known = marks.read();
            TreeSet<Long> offsets = known.computeIfAbsent(place.partition(), none -> new TreeSet<>());
            if (offsets.contains(place.offset())) {
                return Result.ALREADY_REPLAYED;
            }
            Result result = result(DeadLetterReplay.run(inspector.settings(), order(place)));
            if (result == Result.REPLAYED) {
                offsets.add(place.offset());
                marks.write(place.partition(), offsets);
            }
            return result;
        } finally {
            turn.unlock();
        }
    }

    private ReplayMarks marks() {
        return new ReplayMarks(inspector.settings(), topic, GROUP);
    }

    private DeadLetterReplay.Order order(Place place) {
        return new DeadLetterReplay.Order(
                topic,
                GROUP,
                new DeadLetterReplay.Scope.Single(place.partition(), place.offset()),
                letter -> true,
                MAX_REPLAYS,
                RATE_PER_SECOND);
    }

    private static Result result(Outcome outcome) {
        if (outcome.replayed() > 0) {
            return Result.REPLAYED;
        }
        if (outcome.exhausted() > 0) {
            return Result.EXHAUSTED;
        }
        if (outcome.unroutable() > 0) {
            return Result.UNROUTABLE;
        }
        return outcome.tooLarge() > 0 ? Result.TOO_LARGE : Result.GONE;
    }
}
