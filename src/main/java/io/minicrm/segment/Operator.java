package io.minicrm.segment;

import static io.minicrm.lead.AttributeType.BOOLEAN;
import static io.minicrm.lead.AttributeType.DATE;
import static io.minicrm.lead.AttributeType.NUMBER;
import static io.minicrm.lead.AttributeType.TEXT;

import io.minicrm.lead.AttributeType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a rule asks of a field. The operators are grouped by the operands that they take. */
public sealed interface Operator {

    /** The name in the JSON of React Query Builder. */
    String code();

    /** The types of field that the operator applies to. */
    Set<AttributeType> types();

    /** All operators, in the order in which a rule builder lists them. */
    static List<Operator> all() {
        return Stream.<Operator[]>of(
                        Order.values(),
                        Text.values(),
                        Presence.values(),
                        Membership.values(),
                        Range.values(),
                        Age.values())
                .flatMap(Stream::of)
                .toList();
    }

    /** The operator with this code. */
    static Optional<Operator> ofCode(String code) {
        return all().stream().filter(o -> o.code().equals(code)).findFirst();
    }

    /** Compares with one value. Booleans have no order and support only the first two. */
    enum Order implements Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String code;

        Order(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return this == EQUAL || this == NOT_EQUAL
                    ? Set.of(TEXT, NUMBER, BOOLEAN, DATE)
                    : Set.of(TEXT, NUMBER, DATE);
        }

        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case NOT_EQUAL -> comparison != 0;
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
            };
        }
    }

    /** Searches a text. Dates are searched as they are written ({@code beginsWith "2012-09"}). */
    enum Text implements Operator {
        CONTAINS("contains"),
        BEGINS_WITH("beginsWith"),
        ENDS_WITH("endsWith"),
        DOES_NOT_CONTAIN("doesNotContain"),
        DOES_NOT_BEGIN_WITH("doesNotBeginWith"),
        DOES_NOT_END_WITH("doesNotEndWith");

        private final String code;

        Text(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(TEXT, DATE);
        }

        boolean holds(String actual, String part) {
            return switch (this) {
                case CONTAINS -> actual.contains(part);
                case BEGINS_WITH -> actual.startsWith(part);
                case ENDS_WITH -> actual.endsWith(part);
                case DOES_NOT_CONTAIN -> !actual.contains(part);
                case DOES_NOT_BEGIN_WITH -> !actual.startsWith(part);
                case DOES_NOT_END_WITH -> !actual.endsWith(part);
            };
        }
    }

    /** Asks whether the lead has a value. Takes no operand. */
    enum Presence implements Operator {
        NULL("null"),
        NOT_NULL("notNull");

        private final String code;

        Presence(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(AttributeType.values());
        }
    }

    /** Compares with a list of values. */
    enum Membership implements Operator {
        IN("in"),
        NOT_IN("notIn");

        private final String code;

        Membership(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(TEXT, NUMBER, BOOLEAN, DATE);
        }
    }

    /** Compares with a range that includes both ends. */
    enum Range implements Operator {
        BETWEEN("between"),
        NOT_BETWEEN("notBetween");

        private final String code;

        Range(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(TEXT, NUMBER, DATE);
        }
    }

    /** Compares a date with the start of a period that ends now. */
    enum Age implements Operator {
        /** The date lies within the period. */
        WITHIN_LAST("withinLast"),
        /** The date lies before the period. */
        OLDER_THAN("olderThan");

        private final String code;

        Age(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(DATE);
        }
    }
}
