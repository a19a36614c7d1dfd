package io.minicrm.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param benchmark name of the benchmark
 * @param what description of the measurement
 * @param goal the goal in words; null for none
 * @param floor the same work without mini-crm, in the same unit; null if not measured
 * @param ofFloor the share of the floor that is reached: 1 is as fast as the floor, more is faster, for rates and for
 *     times
 * @param details further observations, for the JSON
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

    /** Compares a rate with its floor. */
    Figure againstRate(double rate) {
        return new Figure(benchmark, what, value, unit, goal, rate, value / rate, details);
    }

    /** Compares a time or a size with its floor. */
    Figure againstTime(double time) {
        return new Figure(benchmark, what, value, unit, goal, time, time / value, details);
    }

    Figure with(String detail, Object seen) {
        var more = new LinkedHashMap<>(details);
        more.put(detail, seen);
        return new Figure(benchmark, what, value, unit, goal, floor, ofFloor, more);
    }
}
