package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group.
 *
 * @param state {@code Stable}, {@code Empty} and so on, as the broker says
 * @param topics what it has committed offsets for, in order of name
 * @param lag what it has still to read
 * @param ratePerSecond how fast its commits moved while we watched; null when nobody watched
 * @param secondsLeft the lag at that rate; null where the rate is unknown or 0
 */
public record GroupSummary(
        String group,
        String state,
        int members,
        List<String> topics,
        long lag,
        @Nullable Double ratePerSecond,
        @Nullable Double secondsLeft) {}
