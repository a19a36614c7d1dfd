package io.minicrm.segment;

import io.minicrm.lead.DateText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which values a field has, for someone who writes a rule. Looks at the first {@value #MAX_LEADS} leads and counts the
 * first {@value #MAX_DISTINCT} different values, so that it takes a bounded time and memory. Lists, objects and texts
 * longer than {@value #MAX_LENGTH} characters are not counted as values.
 *
 * @param leads how many leads were looked at
 * @param isComplete whether those are all leads
 * @param withValue how many of them have a value
 * @param min the smallest number or earliest date; null if there is none
 * @param max the largest number or latest date; null if there is none
 * @param top the most frequent values, the most frequent first
 */
public record FieldValues(
        long leads,
        boolean isComplete,
        long withValue,
        @Nullable Object min,
        @Nullable Object max,
        List<Occurrence> top) {

    public static final int MAX_LEADS = 100_000;
    public static final int MAX_DISTINCT = 10_000;
    private static final int MAX_LENGTH = 200;

    public FieldValues {
        top = List.copyOf(top);
    }

    /**
     * A value and how many leads have it.
     *
     * @param value a text, number or boolean; an instant is a text
     */
    public record Occurrence(Object value, long leads) {}

    /**
     * Reads the values of a field.
     *
     * @param containing counts only values that contain this text, ignoring case; empty: all
     * @param limit the most values to return
     */
    public static FieldValues of(Audience audience, Field field, String containing, int limit) {
        var count = new Count(containing.toLowerCase(Locale.ROOT));
        audience.values(field, MAX_LEADS + 1, count::add);
        return count.result(limit);
    }

    private static final class Count {

        private static final Comparator<Map.Entry<Object, Long>> MOST_FREQUENT_FIRST =
                Map.Entry.<Object, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> text(entry.getKey()));

        private final String containing;
        private final Map<Object, Long> values = new HashMap<>();
        private long seen;
        private long withValue;
        private @Nullable BigDecimal lowest;
        private @Nullable BigDecimal highest;
        private @Nullable Dated earliest;
        private @Nullable Dated latest;

        private record Dated(Instant at, String text) {}

        Count(String containing) {
            this.containing = containing;
        }

        void add(@Nullable Object actual) {
            seen++;
            if (actual == null || seen > MAX_LEADS) {
                return;
            }
            withValue++;
            switch (actual) {
                case BigDecimal number -> {
                    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
                    lowest = lowest == null ? plain : lowest.min(plain);
                    highest = highest == null ? plain : highest.max(plain);
                    count(plain);
                }
                case Instant instant -> date(new Dated(instant, instant.toString()));
                case String text -> {
                    DateText.parse(text).ifPresent(date -> date(new Dated(date.first(ZoneOffset.UTC), text)));
                    count(text);
                }
                case Boolean flag -> count(flag);
                default -> {
                    // Lists and objects are not compared by rules.
                }
            }
        }

        private void date(Dated date) {
            earliest = earliest == null || date.at().isBefore(earliest.at()) ? date : earliest;
            latest = latest == null || date.at().isAfter(latest.at()) ? date : latest;
        }

        private void count(Object value) {
            String text = text(value);
            boolean isWanted = text.length() <= MAX_LENGTH
                    && (containing.isEmpty() || text.toLowerCase(Locale.ROOT).contains(containing));
            if (isWanted && (values.size() < MAX_DISTINCT || values.containsKey(value))) {
                values.merge(value, 1L, Long::sum);
            }
        }

        private static String text(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        }

        FieldValues result(int limit) {
            List<Occurrence> top = values.entrySet().stream()
                    .sorted(MOST_FREQUENT_FIRST)
                    .limit(limit)
                    .map(entry -> new Occurrence(entry.getKey(), entry.getValue()))
                    .toList();
            Object min = lowest != null ? lowest : earliest == null ? null : earliest.text();
            Object max = highest != null ? highest : latest == null ? null : latest.text();
            return new FieldValues(Math.min(seen, MAX_LEADS), seen <= MAX_LEADS, withValue, min, max, top);
        }
    }
}
