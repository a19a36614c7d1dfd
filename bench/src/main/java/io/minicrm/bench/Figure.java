package io.minicrm.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param benchmark what it belongs to
 * @param what what was measured
 * @param value how much
 * @param unit of what
 * @param goal what issue and reader expect; null: no goal
 * @param floor the same work with nothing in between, in the same unit; null: none was measured
 * @param ofFloor how much of the floor is reached: 1 is all of it, above 1 is better than it, for rates and for times
 * @param details what else was seen, for the JSON
 */
record Figure(
        String benchmark,
        String what,
        double value,
        String unit,
        @Nullable String goal,
        @Nullable Double floor,
        @Nullable Double ofFloor,
        Map<String, Object> details) {

    static Figure of(String benchmark, String what, double value, String unit) {
        return new Figure(benchmark, what, value, unit, null, null, null, Map.of());
    }

    Figure goal(String text) {
        return new Figure(benchmark, what, value, unit, text, floor, ofFloor, details);
    }

    /** Sets a rate against its floor. */
    Figure againstRate(double rate) {
        return new Figure(benchmark, what, value, unit, goal, rate, value / rate, details);
    }

    /** Sets a time or a size against its floor. */
    Figure againstTime(double time) {
        return new Figure(benchmark, what, value, unit, goal, time, time / value, details);
    }

    Figure with(String detail, Object seen) {
        var more = new LinkedHashMap<>(details);
        more.put(detail, seen);
        return new Figure(benchmark, what, value, unit, goal, floor, ofFloor, more);
    }
}
