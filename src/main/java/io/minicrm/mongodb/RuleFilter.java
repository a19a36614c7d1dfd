package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import io.minicrm.lead.AttributeType;
import io.minicrm.segment.Field;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;

/**
 * A rule as a filter on the collection {@code leads}: the filter finds the leads that the rule matches. What a user
 * wrote is used only where MongoDB expects a value, or as an attribute's name behind {@code attributes.}, and no name
 * has a dot or a dollar sign.
 *
 * <p>{@code $eq}, {@code $lt} and {@code $in} only find values of the operand's own type, as rules do. {@code $ne},
 * {@code $nin} and {@code $not} also find everything else, so {@code $type} restricts them.
 */
final class RuleFilter {

    private static final Bson EVERYBODY = Filters.empty();
    private static final Bson NOBODY = Filters.in(LeadDocument.ID, List.of());

    private final ZonedDateTime now;
    private final ZoneId zone;

    private RuleFilter(ZonedDateTime now) {
        this.now = now;
        this.zone = now.getZone();
    }

    static Bson of(Rule rule, ZonedDateTime now) {
        return new RuleFilter(now.truncatedTo(ChronoUnit.MILLIS)).filter(rule);
    }

    private Bson filter(Rule rule) {
        return switch (rule) {
            case Rule.Group group -> group(group);
            case Rule.Compare(var field, var operator, RuleValue.Moment moment) -> compare(field, operator, moment);
            case Rule.Compare(var field, var operator, var value) ->
                on(field, value.type(), path -> compare(path, operator, value));
            case Rule.Match(var field, var operator, var text) -> match(field, operator, RegexText.quoted(text));
            case Rule.Exists(var field, var operator) -> exists(field, operator);
            case Rule.OneOf(var field, var operator, var values) -> {
                AttributeType type = values.getFirst().type();
                yield type == AttributeType.DATE
                        ? oneOfDates(field, operator, values)
                        : on(field, type, path -> oneOf(path, operator, values));
            }
            case Rule.Between(var field, var operator, RuleValue.Moment low, RuleValue.Moment high) ->
                between(field, operator, AttributeType.DATE, Date.from(low.first(zone)), Date.from(high.last(zone)));
            case Rule.Between(var field, var operator, var low, var high) ->
                between(field, operator, low.type(), operand(low), operand(high));
            case Rule.Aged(var field, var operator, var period) ->
                on(field, AttributeType.DATE, path -> aged(path, operator, period.before(now)));
        };
    }

    private Bson group(Rule.Group group) {
        List<Bson> filters = group.rules().stream().map(this::filter).toList();
        Bson all = switch (group.combinator()) {
            case AND -> filters.isEmpty() ? EVERYBODY : Filters.and(filters);
            case OR -> filters.isEmpty() ? NOBODY : Filters.or(filters);
        };
        return group.negated() ? Filters.nor(all) : all;
    }

    private static Bson compare(String path, Operator.Order operator, RuleValue value) {
        Object operand = operand(value);
        return switch (operator) {
            case EQUAL -> Filters.eq(path, operand);
            case NOT_EQUAL -> FlatFilters.allOf(typed(path, value.type()), Filters.ne(path, operand));
            case LESS -> Filters.lt(path, operand);
            case LESS_OR_EQUAL -> Filters.lte(path, operand);
            case GREATER -> Filters.gt(path, operand);
            case GREATER_OR_EQUAL -> Filters.gte(path, operand);
        };
    }

    private static Bson match(Field field, Operator.Text operator, String quoted) {
        return switch (operator) {
            case CONTAINS -> regex(field, quoted);
            case BEGINS_WITH -> regex(field, "^" + quoted);
            // Not $, which also stands before a line break at the end.
            case ENDS_WITH -> regex(field, quoted + "\\z");
            case DOES_NOT_CONTAIN -> noRegex(field, quoted);
            case DOES_NOT_BEGIN_WITH -> noRegex(field, "^" + quoted);
            case DOES_NOT_END_WITH -> noRegex(field, quoted + "\\z");
        };
    }

    /**
     * MongoDB matches an expression with texts only; other servers of its protocol need the type as a condition of its
     * own.
     */
    private static Bson regex(Field field, String pattern) {
        return on(
                field,
                AttributeType.TEXT,
                path -> Filters.and(typed(path, AttributeType.TEXT), Filters.regex(path, pattern)));
    }

    private static Bson noRegex(Field field, String pattern) {
        return on(
                field,
                AttributeType.TEXT,
                path -> FlatFilters.allOf(typed(path, AttributeType.TEXT), Filters.not(Filters.regex(path, pattern))));
    }

    private static Bson exists(Field field, Operator.Presence operator) {
        String path = switch (field) {
            case Field.Core core -> corePath(core);
            case Field.Attribute(String name) -> LeadDocument.ATTRIBUTES + "." + name;
        };
        return switch (operator) {
            case NULL -> Filters.exists(path, false);
            case NOT_NULL -> Filters.exists(path);
        };
    }

    private static Bson oneOf(String path, Operator.Membership operator, List<RuleValue> values) {
        List<Object> operands = values.stream().map(RuleFilter::operand).toList();
        return switch (operator) {
            case IN -> Filters.in(path, operands);
            case NOT_IN -> FlatFilters.allOf(typed(path, values.getFirst().type()), Filters.nin(path, operands));
        };
    }

    private static Bson between(Field field, Operator.Range operator, AttributeType type, Object low, Object high) {
        return on(field, type, path -> switch (operator) {
            case BETWEEN -> FlatFilters.allOf(Filters.gte(path, low), Filters.lte(path, high));
            case NOT_BETWEEN -> Filters.or(Filters.lt(path, low), Filters.gt(path, high));
        });
    }

    /** A day is all instants from its first to its last. */
    private Bson compare(Field field, Operator.Order operator, RuleValue.Moment moment) {
        Date first = Date.from(moment.first(zone));
        Date last = Date.from(moment.last(zone));
        return switch (operator) {
            case EQUAL -> between(field, Operator.Range.BETWEEN, AttributeType.DATE, first, last);
            case NOT_EQUAL -> between(field, Operator.Range.NOT_BETWEEN, AttributeType.DATE, first, last);
            case LESS -> on(field, AttributeType.DATE, path -> Filters.lt(path, first));
            case LESS_OR_EQUAL -> on(field, AttributeType.DATE, path -> Filters.lte(path, last));
            case GREATER -> on(field, AttributeType.DATE, path -> Filters.gt(path, last));
            case GREATER_OR_EQUAL -> on(field, AttributeType.DATE, path -> Filters.gte(path, first));
        };
    }

    private Bson oneOfDates(Field field, Operator.Membership operator, List<RuleValue> values) {
        List<Bson> dates = values.stream()
                .map(RuleValue.Moment.class::cast)
                .map(moment -> compare(field, Operator.Order.EQUAL, moment))
                .toList();
        return switch (operator) {
            case IN -> Filters.or(dates);
            case NOT_IN ->
                Filters.and(on(field, AttributeType.DATE, path -> typed(path, AttributeType.DATE)), Filters.nor(dates));
        };
    }

    private Bson aged(String path, Operator.Age operator, Instant start) {
        return switch (operator) {
            case WITHIN_LAST -> FlatFilters.allOf(Filters.gte(path, start), Filters.lte(path, now.toInstant()));
            case OLDER_THAN -> Filters.lt(path, start);
        };
    }

    /** The condition on the path where the field keeps its values of that type; nobody if it never has any. */
    private static Bson on(Field field, AttributeType type, Function<String, Bson> condition) {
        return path(field, type).map(condition).orElse(NOBODY);
    }

    private static Optional<String> path(Field field, AttributeType type) {
        return switch (field) {
            case Field.Core core when core.type() == type -> Optional.of(corePath(core));
            case Field.Core core
            when core.type() == AttributeType.TEXT && type == AttributeType.DATE ->
                Optional.of(LeadDocument.CORE_DATES + "." + core.path());
            case Field.Core _ -> Optional.empty();
            case Field.Attribute(String name) -> {
                String part = type == AttributeType.DATE ? LeadDocument.ATTRIBUTE_DATES : LeadDocument.ATTRIBUTES;
                yield Optional.of(part + "." + name);
            }
        };
    }

    private static String corePath(Field.Core core) {
        return core == Field.Core.ID ? LeadDocument.ID : core.path();
    }

    private static Bson typed(String path, AttributeType type) {
        return Filters.type(
                path,
                switch (type) {
                    case TEXT -> "string";
                    case NUMBER -> "decimal";
                    case BOOLEAN -> "bool";
                    case DATE -> "date";
                    case LIST, OBJECT -> throw new IllegalStateException("No operand is a " + type);
                });
    }

    private static Object operand(RuleValue value) {
        return switch (value) {
            case RuleValue.Text(String text) -> text;
            case RuleValue.Decimal(BigDecimal number) -> new Decimal128(number);
            case RuleValue.Flag(boolean flag) -> flag;
            case RuleValue.Moment _ -> throw new IllegalStateException("Dates are compared as ranges");
        };
    }
}
