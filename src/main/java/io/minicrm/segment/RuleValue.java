package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.IsoInstant;
import io.minicrm.text.StoredText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A value that a rule compares with. */
public sealed interface RuleValue {

    /** The longest text, in UTF-16 units: no longer one can be stored. */
    int MAX_TEXT_LENGTH = Attributes.MAX_TEXT_LENGTH;

    /** The type that it compares as. */
    AttributeType type();

    /** The value in JSON: a String, BigDecimal or Boolean. */
    Object json();

    /**
     * Compares a lead's value with this one, as {@link Comparable} does.
     *
     * @param actual what {@link Field#valueIn} gave
     * @return empty when there is none or it is of another type: it counts as absent then
     */
    OptionalInt compare(@Nullable Object actual);

    /** A text, or the moment that it stands for when it is an ISO-8601 date (see {@link IsoInstant}). */
    static RuleValue of(String text) {
        return IsoInstant.parse(text).<RuleValue>map(i -> new Moment(text, i)).orElseGet(() -> new Text(text));
    }

    /** A number. */
    static RuleValue of(BigDecimal number) {
        return new Decimal(number);
    }

    /** True or false. */
    static RuleValue of(boolean flag) {
        return flag ? Flag.TRUE : Flag.FALSE;
    }

    /**
     * Makes the operands of one comparison alike: texts are moments when each of them is a date, else all are texts.
     *
     * @throws IllegalArgumentException when they are of different types
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

    /** A text that is no date; compares by code point. */
    record Text(String text) implements RuleValue {

        /**
         * @throws IllegalArgumentException when no lead could have that text
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
        public OptionalInt compare(@Nullable Object actual) {
            return actual instanceof String other
                    ? OptionalInt.of(compareByCodePoint(other, text))
                    : OptionalInt.empty();
        }
    }

    /** A decimal number, kept without trailing zeros. */
    record Decimal(BigDecimal number) implements RuleValue {

        /**
         * @throws IllegalArgumentException when it has more digits than a lead's number can have
         */
        public Decimal {
            BigDecimal plain = number.stripTrailingZeros();
            // The scale too: 1e999999999 is one digit, and a gigabyte once it is written out.
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
        public OptionalInt compare(@Nullable Object actual) {
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
        public OptionalInt compare(@Nullable Object actual) {
            return actual instanceof Boolean other ? OptionalInt.of(Boolean.compare(other, flag)) : OptionalInt.empty();
        }
    }

    /**
     * A date; compares by millisecond with every text that is a date.
     *
     * @param text the date as it was written
     * @param instant what it stands for
     */
    record Moment(String text, Instant instant) implements RuleValue {

        /**
         * @throws IllegalArgumentException when the text does not stand for the instant
         */
        public Moment {
            if (!IsoInstant.parse(text).equals(Optional.of(instant))) {
                throw new IllegalArgumentException("\"%s\" does not stand for %s".formatted(text, instant));
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

        @Override
        public OptionalInt compare(@Nullable Object actual) {
            Instant other = instantOf(actual);
            return other == null ? OptionalInt.empty() : OptionalInt.of(other.compareTo(instant));
        }
    }

    /** The instant that a lead's value stands for; null when it is no date. */
    static @Nullable Instant instantOf(@Nullable Object actual) {
        return switch (actual) {
            case Instant instant -> instant;
            case String text -> IsoInstant.parse(text).orElse(null);
            case null, default -> null;
        };
    }

    /**
     * Checks that a lead could have that text.
     *
     * @throws IllegalArgumentException when none could
     */
    static void checkText(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "has %d characters; the limit is %d".formatted(text.length(), MAX_TEXT_LENGTH));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new IllegalArgumentException("contains a NUL or a broken character; remove it");
        }
    }

    private static int compareByCodePoint(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above every other char, also above those from U+E000 on.
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
