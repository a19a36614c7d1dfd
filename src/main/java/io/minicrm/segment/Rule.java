package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which leads belong to a segment.
 *
 * <p>Rules have two truth values. A comparison is false if the lead has no value or a value of another type; this
 * includes {@code !=} and {@code notIn}. Negating a group selects exactly the other leads. Texts compare by code point,
 * numbers as decimals, dates by millisecond. A day in a rule stands for the whole day, and a day of a lead for its
 * first instant, both in the zone of the installation.
 *
 * <p>For a lead with {@code country = "DE"} and no {@code age}: {@code age < 30} is false, {@code age != 30} is false,
 * {@code not (age < 30)} is true, and {@code age null} is true.
 */
public sealed interface Rule {

    /** Selects every lead. */
    Rule EVERYBODY = new Group(Combinator.AND, false, List.of());

    /**
     * Whether the rule selects the lead.
     *
     * @param now what relative dates count from, to the millisecond; its zone is that of days and of times without an
     *     offset
     */
    default boolean matches(Lead lead, ZonedDateTime now) {
        return switch (this) {
            case Group(Combinator combinator, boolean negated, List<Rule> rules) ->
                negated
                        != switch (combinator) {
                            case AND -> rules.stream().allMatch(r -> r.matches(lead, now));
                            case OR -> rules.stream().anyMatch(r -> r.matches(lead, now));
                        };
            case Comparison comparison ->
                comparison.accepts(comparison.field().valueIn(lead), now.truncatedTo(ChronoUnit.MILLIS));
        };
    }

    /** How a group combines its rules. */
    enum Combinator {
        /** All of them; true when there are none. */
        AND,
        /** At least one of them; false when there are none. */
        OR;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The name in JSON. */
        public String code() {
            return code;
        }

        static Optional<Combinator> ofCode(String code) {
            return Arrays.stream(values())
                    .filter(each -> each.code.equals(code))
                    .findFirst();
        }
    }

    /**
     * Several rules combined.
     *
     * @param negated whether the group selects the leads that it would otherwise not select
     */
    record Group(Combinator combinator, boolean negated, List<Rule> rules) implements Rule {

        public Group {
            rules = List.copyOf(rules);
        }
    }

    /** A condition on one field. */
    sealed interface Comparison extends Rule {

        Field field();

        Operator operator();

        /** Whether the condition holds for a value of {@link Field#valueIn}. */
        boolean accepts(@Nullable Object actual, ZonedDateTime now);
    }

    /** Compares with one value. */
    record Compare(Field field, Operator.Order operator, RuleValue value) implements Comparison {

        /**
         * @throws IllegalArgumentException if booleans are to be ordered
         */
        public Compare {
            value = RuleValue.alike(List.of(value)).getFirst();
            checkType(operator, value);
        }

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            var comparison = value.compare(actual, now.getZone());
            return comparison.isPresent() && operator.holds(comparison.getAsInt());
        }
    }

    /** Searches a text for another. */
    record Match(Field field, Operator.Text operator, String text) implements Comparison {

        /**
         * @throws IllegalArgumentException if no lead can have the text
         */
        public Match {
            RuleValue.checkText(text);
        }

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            return actual instanceof String whole && operator.holds(whole, text);
        }
    }

    /** Asks whether the lead has a value of any type. An empty text is a value. */
    record Exists(Field field, Operator.Presence operator) implements Comparison {

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            return switch (operator) {
                case NULL -> actual == null;
                case NOT_NULL -> actual != null;
            };
        }
    }

    /**
     * Compares with a list of values.
     *
     * @param values at least one, all of one type
     */
    record OneOf(Field field, Operator.Membership operator, List<RuleValue> values) implements Comparison {

        /**
         * @throws IllegalArgumentException if there is no value, or the values have different types
         */
        public OneOf {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("is empty; give one value or more");
            }
            values = RuleValue.alike(values);
        }

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            ZoneId zone = now.getZone();
            if (values.getFirst().compare(actual, zone).isEmpty()) {
                return false;
            }
            boolean found =
                    values.stream().anyMatch(v -> v.compare(actual, zone).orElseThrow() == 0);
            return switch (operator) {
                case IN -> found;
                case NOT_IN -> !found;
            };
        }
    }

    /**
     * Compares with a range.
     *
     * @param low the lowest value in the range
     * @param high the highest value in the range, of the same type
     */
    record Between(Field field, Operator.Range operator, RuleValue low, RuleValue high) implements Comparison {

        /**
         * @throws IllegalArgumentException if the ends have different types or are booleans
         */
        public Between {
            List<RuleValue> ends = RuleValue.alike(List.of(low, high));
            low = ends.getFirst();
            high = ends.getLast();
            checkType(operator, low);
        }

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            var fromLow = low.compare(actual, now.getZone());
            var fromHigh = high.compare(actual, now.getZone());
            if (fromLow.isEmpty() || fromHigh.isEmpty()) {
                return false;
            }
            boolean inside = fromLow.getAsInt() >= 0 && fromHigh.getAsInt() <= 0;
            return switch (operator) {
                case BETWEEN -> inside;
                case NOT_BETWEEN -> !inside;
            };
        }
    }

    /** Compares a date with the start of a period that ends now. */
    record Aged(Field field, Operator.Age operator, CalendarPeriod period) implements Comparison {

        @Override
        public boolean accepts(@Nullable Object actual, ZonedDateTime now) {
            Instant instant = RuleValue.instantOf(actual, now.getZone());
            if (instant == null) {
                return false;
            }
            Instant start = period.before(now);
            return switch (operator) {
                case WITHIN_LAST -> !instant.isBefore(start) && !instant.isAfter(now.toInstant());
                case OLDER_THAN -> instant.isBefore(start);
            };
        }
    }

    private static void checkType(Operator operator, RuleValue value) {
        if (!operator.types().contains(value.type())) {
            throw new IllegalArgumentException("is true or false, which have no order; use = or !=");
        }
    }
}
