package io.minicrm.stored;

import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.lead.Attributes;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The type of a stored field, with the limits of its values.
 *
 * <p>A store or file switches over the types, without {@code default}, and handles each value in its plain form: a
 * text, a whole number, a boolean, an instant, a list of texts, or the attributes of a lead. So a store needs no code
 * for a new field, and fails to compile for a new type.
 *
 * <p>The limits are checked only where data is untrusted: when an archive is read.
 *
 * @param <T> the values, as the program uses them
 */
public sealed interface FieldType<T> {

    /** The plain form of a value; the value itself unless a type says otherwise. */
    default Object plain(T value) {
        return value;
    }

    /** The value of a plain form. */
    T value(Object plain);

    /** Text; {@code maxLength} counts UTF-16 units. */
    record Text(int maxLength, TextCheck check) implements FieldType<String> {

        @Override
        public String value(Object plain) {
            return (String) plain;
        }
    }

    /** Text that identifies something: never blank. */
    record Id() implements FieldType<String> {

        @Override
        public String value(Object plain) {
            return (String) plain;
        }
    }

    /** At least one id. */
    record Ids() implements FieldType<List<String>> {

        @Override
        public List<String> value(Object plain) {
            return ((List<?>) plain).stream().map(String.class::cast).toList();
        }
    }

    /** A whole number of 32 bits. */
    record Int(int min, int max) implements FieldType<Integer> {

        @Override
        public Integer value(Object plain) {
            return ((Number) plain).intValue();
        }
    }

    /** A whole number of 64 bits. */
    record Whole(long min, long max) implements FieldType<Long> {

        @Override
        public Long value(Object plain) {
            return ((Number) plain).longValue();
        }
    }

    /** True or false. */
    record Flag() implements FieldType<Boolean> {

        @Override
        public Boolean value(Object plain) {
            return (Boolean) plain;
        }
    }

    /** An instant, to the millisecond. */
    record Time() implements FieldType<Instant> {

        @Override
        public Instant value(Object plain) {
            return (Instant) plain;
        }
    }

    /** One of some constants; plain: the constant's code. */
    record Choice<E extends Enum<E>>(List<E> values, Function<E, String> code) implements FieldType<E> {

        @Override
        public Object plain(E value) {
            return code.apply(value);
        }

        @Override
        public E value(Object plain) {
            return values.stream()
                    .filter(value -> code.apply(value).equals(plain))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("\"%s\" is none of %s".formatted(plain, allCodes())));
        }

        /** The codes of all constants. */
        public List<String> allCodes() {
            return values.stream().map(code).toList();
        }
    }

    /** The status of a delivery; plain: its stored code. Files have its name instead. */
    record Status() implements FieldType<DeliveryStatus> {

        @Override
        public Object plain(DeliveryStatus value) {
            return value.storedCode();
        }

        @Override
        public DeliveryStatus value(Object plain) {
            return DeliveryStatus.ofStoredCode(((Number) plain).intValue());
        }
    }

    /** A rule; plain: its JSON as text, because its numbers are decimals of any length. */
    record RuleText() implements FieldType<Rule> {

        @Override
        public Object plain(Rule value) {
            return RuleJson.writeText(value);
        }

        @Override
        public Rule value(Object plain) {
            return RuleJson.read((String) plain);
        }
    }

    /** The attributes of a lead; plain: by name, the values that {@link Attributes} lists. */
    record AttributeValues() implements FieldType<Attributes> {

        @Override
        public Object plain(Attributes value) {
            return value.values();
        }

        @Override
        @SuppressWarnings("unchecked") // the only plain form of attributes
        public Attributes value(Object plain) {
            return Attributes.of((Map<String, ?>) plain);
        }
    }

    /**
     * A few texts by name; {@code maxLength} counts UTF-16 units. Archives of earlier versions have one of them as a
     * text under its own name.
     *
     * @param names the names that there may be
     */
    record Texts(List<String> names, int maxLength) implements FieldType<Map<String, String>> {

        @Override
        public Object plain(Map<String, String> value) {
            return value;
        }

        @Override
        @SuppressWarnings("unchecked") // the only plain form of texts
        public Map<String, String> value(Object plain) {
            return (Map<String, String>) plain;
        }
    }

    /** Decides whether a text is allowed, beyond its length. */
    interface TextCheck {

        /** Allows any text. */
        TextCheck ANY = text -> null;

        /** What is wrong with the text, a sentence without its subject; null if nothing is. */
        @Nullable
        String problem(String text);
    }
}
