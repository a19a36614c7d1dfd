package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which leads belong to a segment.
 *
 * <p>A rule is true or false, never unknown: a comparison with a value that the lead does not have, or has as another type, is
 * false, {@code !=} and {@code notIn} included. The negation of a group is its exact complement. Texts compare by code point,
 * numbers as decimals, dates by millisecond.
 */
public sealed interface Rule {

    /** True when the lead is picked; {@code now} is what relative dates are counted from, to the millisecond. */
    default boolean matches(Lead lead, Instant now) {
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

    /** Why the lead is picked, or not: this rule's tree with every node's own answer. */
    default RuleExplanation explain(Lead lead, Instant now) {
        return RuleExplanation.of(this, lead, now);
    }

    /** How a group puts its rules together. */
    enum Combinator {
        /** All of them; true when there are none. */
        AND,
        /** At least one of them; false when there are none. */
        OR;

        /** The name in rules. */
        public String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Several rules put together.
     *
     * @param negated true for the leads that the group would not pick
     */
    record Group(Combinator combinator, boolean negated, List<Rule> rules) implements Rule {

        public Group {
            rules = List.copyOf(rules);
        }
    }

    /** A look at one field. */
    sealed interface Comparison extends Rule {

        /** What it looks at. */
        Field field();

        /** How it looks. */
        Operator operator();

        /** True when it holds for the value that {@link Field#valueIn} gave. */
        boolean accepts(@Nullable Object actual, Instant now);
    }

    /** Compares with one value. */
    record Compare(Field field, Operator.Order operator, RuleValue value) implements Comparison {

        /**
         * @throws IllegalArgumentException when truth values are to be put in order
         */
        public Compare {
            value = RuleValue.alike(List.of(value)).getFirst();
            checkType(operator, value);
        }

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            var comparison = value.compare(actual);
            return comparison.isPresent() && operator.holds(comparison.getAsInt());
        }
    }

    /** Looks for a text in a text. */
    record Match(Field field, Operator.Text operator, String text) implements Comparison {

        /**
         * @throws IllegalArgumentException when no lead could have that text
         */
        public Match {
            RuleValue.checkText(text);
        }

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            return actual instanceof String whole && operator.holds(whole, text);
        }
    }

    /** Asks whether the lead has a value, of whatever type; an empty text is one. */
    record Exists(Field field, Operator.Presence operator) implements Comparison {

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            return switch (operator) {
                case NULL -> actual == null;
                case NOT_NULL -> actual != null;
            };
        }
    }

    /**
     * Compares with a list of values.
     *
     * @param values one or more, of one type
     */
    record OneOf(Field field, Operator.Membership operator, List<RuleValue> values) implements Comparison {

        /**
         * @throws IllegalArgumentException when there is no value, or they are of different types
         */
        public OneOf {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("is empty; give one value or more");
            }
            values = RuleValue.alike(values);
        }

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            if (values.getFirst().compare(actual).isEmpty()) {
                return false;
            }
            boolean found = values.stream().anyMatch(v -> v.compare(actual).orElseThrow() == 0);
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
         * @throws IllegalArgumentException when the ends are of different types, or truth values
         */
        public Between {
            List<RuleValue> ends = RuleValue.alike(List.of(low, high));
            low = ends.getFirst();
            high = ends.getLast();
            checkType(operator, low);
        }

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            var fromLow = low.compare(actual);
            var fromHigh = high.compare(actual);
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

    /** Compares a date with now less a period. */
    record Aged(Field field, Operator.Age operator, CalendarPeriod period) implements Comparison {

        @Override
        public boolean accepts(@Nullable Object actual, Instant now) {
            Instant instant = RuleValue.instantOf(actual);
            if (instant == null) {
                return false;
            }
            Instant start = period.before(now);
            return switch (operator) {
                case WITHIN_LAST -> !instant.isBefore(start) && !instant.isAfter(now);
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
