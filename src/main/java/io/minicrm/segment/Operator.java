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

/** How a rule looks at a field. The families differ in the operands that they take. */
public sealed interface Operator {

    /** The name in rules, as React Query Builder writes it. */
    String token();

    /** The types of field that it can be used on. */
    Set<AttributeType> types();

    /** Every operator, in the order in which a rule builder would offer them. */
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

    /** The operator of that name. */
    static Optional<Operator> find(String token) {
        return all().stream().filter(o -> o.token().equals(token)).findFirst();
    }

    /** Compares with one value. Truth values have no order, so they only know the first two. */
    enum Order implements Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String token;

        Order(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Set<AttributeType> types() {
            return this == EQUAL || this == NOT_EQUAL ? Set.of(AttributeType.values()) : Set.of(TEXT, NUMBER, DATE);
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

    /** Looks for a text in a text. A date can be read as a text too ({@code beginsWith "2012-09"}). */
    enum Text implements Operator {
        CONTAINS("contains"),
        BEGINS_WITH("beginsWith"),
        ENDS_WITH("endsWith"),
        DOES_NOT_CONTAIN("doesNotContain"),
        DOES_NOT_BEGIN_WITH("doesNotBeginWith"),
        DOES_NOT_END_WITH("doesNotEndWith");

        private final String token;

        Text(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
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

    /** Asks whether the lead has a value; takes none itself. */
    enum Presence implements Operator {
        NULL("null"),
        NOT_NULL("notNull");

        private final String token;

        Presence(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
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

        private final String token;

        Membership(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(TEXT, NUMBER, BOOLEAN, DATE);
        }
    }

    /** Compares with a lowest and a highest value, both included. */
    enum Range implements Operator {
        BETWEEN("between"),
        NOT_BETWEEN("notBetween");

        private final String token;

        Range(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(TEXT, NUMBER, DATE);
        }
    }

    /** Compares a date with now less a period. */
    enum Age implements Operator {
        /** Not before now less the period, and not after now. */
        WITHIN_LAST("withinLast"),
        /** Before now less the period. */
        OLDER_THAN("olderThan");

        private final String token;

        Age(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Set<AttributeType> types() {
            return Set.of(DATE);
        }
    }
}
