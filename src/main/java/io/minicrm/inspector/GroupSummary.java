package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group.
 *
 * @param state {@code Stable}, {@code Empty} and so on, as the broker reports it
 * @param topics the topics for which it has committed offsets, by name
 * @param lag the number of records that it has not read yet
 * @param ratePerSecond the measured progress of its commits; null if it was not measured
 * @param secondsLeft the time in which it reads the lag at that rate; null if the rate is unknown or 0
 */
public record GroupSummary(
        String group,
        String state,
        int members,
        List<String> topics,
        long lag,
        @Nullable Double ratePerSecond,
        @Nullable Double secondsLeft) {}
