package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.DateText;
import io.minicrm.text.StoredText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The operand of a comparison. */
public sealed interface RuleValue {

    /** The longest text that an attribute can have, in UTF-16 units. */
    int MAX_TEXT_LENGTH = Attributes.MAX_TEXT_LENGTH;

    /** The type of lead values that it can be compared with. */
    AttributeType type();

    /** The value for JSON: a String, BigDecimal or Boolean. */
    Object json();

    /**
     * Compares a lead's value with this one, like {@link Comparable}.
     *
     * @param actual a value of {@link Field#valueIn}
     * @param zone the zone of days and times without an offset
     * @return empty if the lead has no value or one of another type
     */
    OptionalInt compare(@Nullable Object actual, ZoneId zone);

    /** A moment if the text is a date (see {@link DateText}), otherwise a text. */
    static RuleValue of(String text) {
        return DateText.parse(text)
                .<RuleValue>map(date -> new Moment(text, date))
                .orElseGet(() -> new Text(text));
    }

    static RuleValue of(BigDecimal number) {
        return new Decimal(number);
    }

    static RuleValue of(boolean flag) {
        return flag ? Flag.TRUE : Flag.FALSE;
    }

    /**
     * Gives the operands of one comparison the same type. Texts become moments if all of them are dates; otherwise all
     * stay texts.
     *
     * @throws IllegalArgumentException if their types differ
     */
    static List<RuleValue> alike(List<RuleValue> values) {
        boolean texts = values.stream().allMatch(v -> v.json() instanceof String);
        List<RuleValue> alike = values;
        if (texts) {
            alike = values.stream().map(v -> of((String) v.json())).toList();
            if (alike.stream().anyMatch(Text.class::isInstance)) {
                alike = values.stream()
                        .<RuleValue>map(v -> new Text((String) v.json()))
                        .toList();
            }
        }
        if (alike.stream().map(RuleValue::type).distinct().count() > 1) {
            throw new IllegalArgumentException("mixes texts, numbers and truth values; give values of one type");
        }
        return List.copyOf(alike);
    }

    /** A text that is not compared as a date. Compares by code point. */
    record Text(String text) implements RuleValue {

        /**
         * @throws IllegalArgumentException if no lead can have the text
         */
        public Text {
            checkText(text);
        }

        @Override
        public AttributeType type() {
            return AttributeType.TEXT;
        }

        @Override
        public Object json() {
            return text;
        }

        @Override
        public OptionalInt compare(@Nullable Object actual, ZoneId zone) {
            return actual instanceof String other
                    ? OptionalInt.of(compareByCodePoint(other, text))
                    : OptionalInt.empty();
        }
    }

    /** A decimal number without trailing zeros. */
    record Decimal(BigDecimal number) implements RuleValue {

        /**
         * @throws IllegalArgumentException if it has more digits than an attribute can have
         */
        public Decimal {
            BigDecimal plain = number.stripTrailingZeros();
            // The scale is limited too: 1e999999999 has one digit, but takes a gigabyte when written out.
            if (plain.precision() > Attributes.MAX_DIGITS || Math.abs((long) plain.scale()) > Attributes.MAX_DIGITS) {
                throw new IllegalArgumentException("has more than %d digits".formatted(Attributes.MAX_DIGITS));
            }
            number = plain.scale() < 0 ? plain.setScale(0) : plain;
        }

        @Override
        public AttributeType type() {
            return AttributeType.NUMBER;
        }

        @Override
        public Object json() {
            return number;
        }

        @Override
        public OptionalInt compare(@Nullable Object actual, ZoneId zone) {
            return actual instanceof BigDecimal other ? OptionalInt.of(other.compareTo(number)) : OptionalInt.empty();
        }
    }

    /** True or false. */
    record Flag(boolean flag) implements RuleValue {

        static final Flag TRUE = new Flag(true);
        static final Flag FALSE = new Flag(false);

        @Override
        public AttributeType type() {
            return AttributeType.BOOLEAN;
        }

        @Override
        public Object json() {
            return flag;
        }

        @Override
        public OptionalInt compare(@Nullable Object actual, ZoneId zone) {
            return actual instanceof Boolean other ? OptionalInt.of(Boolean.compare(other, flag)) : OptionalInt.empty();
        }
    }

    /**
     * A date. Compares by millisecond with every text that is a date. A day stands for all of its instants: an instant
     * is equal to the day that it lies in, and less than a later day.
     *
     * @param text the date as the rule gives it
     * @param date the same date
     */
    record Moment(String text, DateText date) implements RuleValue {

        /**
         * @throws IllegalArgumentException if the text is not a notation of the date
         */
        public Moment {
            if (!DateText.parse(text).filter(date::equals).isPresent()) {
                throw new IllegalArgumentException("\"%s\" is not the date %s".formatted(text, date));
            }
        }

        @Override
        public AttributeType type() {
            return AttributeType.DATE;
        }

        @Override
        public Object json() {
            return text;
        }

        /** The first instant that it stands for. */
        public Instant first(ZoneId zone) {
            return date.first(zone);
        }

        /** The last instant that it stands for, to the millisecond. */
        public Instant last(ZoneId zone) {
            return date.last(zone);
        }

        @Override
        public OptionalInt compare(@Nullable Object actual, ZoneId zone) {
            Instant other = instantOf(actual, zone);
            if (other == null) {
                return OptionalInt.empty();
            }
            if (other.isBefore(first(zone))) {
                return OptionalInt.of(-1);
            }
            return OptionalInt.of(other.isAfter(last(zone)) ? 1 : 0);
        }
    }

    /** A lead's value as an instant, of a day its first; null if it is not a date. */
    static @Nullable Instant instantOf(@Nullable Object actual, ZoneId zone) {
        return switch (actual) {
            case Instant instant -> instant;
            case String text ->
                DateText.parse(text).map(date -> date.first(zone)).orElse(null);
            case null, default -> null;
        };
    }

    /**
     * Checks that a lead can have the text.
     *
     * @throws IllegalArgumentException if no lead can have it
     */
    static void checkText(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "has %d characters; the limit is %d".formatted(text.length(), MAX_TEXT_LENGTH));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new IllegalArgumentException("contains a NUL character or an unpaired surrogate; remove it");
        }
    }

    private static int compareByCodePoint(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates encode code points above all others, including U+E000 to U+FFFF, whose chars have greater
                // values.
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
