package io.minicrm.mongodb;

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
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * A rule as a filter on the collection {@code leads}: the leads that it finds are those that the rule matches. What a user wrote
 * stands only where MongoDB expects a value, or as an attribute's name behind {@code attributes.}, and no name has a dot or a dollar
 * sign.
 *
 * <p>{@code $eq}, {@code $lt}, {@code $in} and their like only find values of the operand's own type, as rules do; {@code $ne},
 * {@code $nin} and {@code $not} find everything else too, so that beside them stands {@code $type}.
 */
final class RuleFilter {

    private static final Document EVERYBODY = new Document();
    private static final Document NOBODY = new Document("_id", new Document("$in", List.of()));

    private final ZonedDateTime now;
    private final ZoneId zone;

    private RuleFilter(ZonedDateTime now) {
        this.now = now;
        this.zone = now.getZone();
    }

    static Document of(Rule rule, ZonedDateTime now) {
        return new RuleFilter(now.truncatedTo(ChronoUnit.MILLIS)).filter(rule);
    }

    private Document filter(Rule rule) {
        return switch (rule) {
            case Rule.Group group -> group(group);
            case Rule.Compare(var field, var operator, RuleValue.Moment moment) -> compare(field, operator, moment);
            case Rule.Compare(var field, var operator, var value) -> on(field, value.type(), compare(operator, value));
            case Rule.Match(var field, var operator, var text) -> match(field, operator, RegexText.quoted(text));
            case Rule.Exists(var field, var operator) -> exists(field, operator);
            case Rule.OneOf(var field, var operator, var values) -> {
                AttributeType type = values.getFirst().type();
                yield type == AttributeType.DATE
                        ? oneOfDates(field, operator, values)
                        : on(field, type, oneOf(operator, values));
            }
            case Rule.Between(var field, var operator, RuleValue.Moment low, RuleValue.Moment high) ->
                between(field, operator, AttributeType.DATE, Date.from(low.first(zone)), Date.from(high.last(zone)));
            case Rule.Between(var field, var operator, var low, var high) ->
                between(field, operator, low.type(), operand(low), operand(high));
            case Rule.Aged(var field, var operator, var period) ->
                on(field, AttributeType.DATE, aged(operator, period.before(now)));
        };
    }

    private Document group(Rule.Group group) {
        List<Document> filters = group.rules().stream().map(this::filter).toList();
        Document all = switch (group.combinator()) {
            case AND -> filters.isEmpty() ? EVERYBODY : new Document("$and", filters);
            case OR -> filters.isEmpty() ? NOBODY : new Document("$or", filters);
        };
        return group.negated() ? new Document("$nor", List.of(all)) : all;
    }

    private static Document compare(Operator.Order operator, RuleValue value) {
        Object operand = operand(value);
        return switch (operator) {
            case EQUAL -> new Document("$eq", operand);
            case NOT_EQUAL -> typed(value.type()).append("$ne", operand);
            case LESS -> new Document("$lt", operand);
            case LESS_OR_EQUAL -> new Document("$lte", operand);
            case GREATER -> new Document("$gt", operand);
            case GREATER_OR_EQUAL -> new Document("$gte", operand);
        };
    }

    private static Document match(Field field, Operator.Text operator, String quoted) {
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

    /** MongoDB holds an expression against texts only; other servers of its protocol have to be told, and apart from it. */
    private static Document regex(Field field, String pattern) {
        return new Document(
                "$and",
                List.of(
                        on(field, AttributeType.TEXT, typed(AttributeType.TEXT)),
                        on(field, AttributeType.TEXT, new Document("$regex", pattern))));
    }

    private static Document noRegex(Field field, String pattern) {
        return on(field, AttributeType.TEXT, typed(AttributeType.TEXT).append("$not", new Document("$regex", pattern)));
    }

    private static Document exists(Field field, Operator.Presence operator) {
        String path = switch (field) {
            case Field.Core core -> corePath(core);
            case Field.Attribute(String name) -> LeadDocument.ATTRIBUTES + "." + name;
        };
        return new Document(
                path,
                new Document(
                        "$exists",
                        switch (operator) {
                            case NULL -> false;
                            case NOT_NULL -> true;
                        }));
    }

    private static Document oneOf(Operator.Membership operator, List<RuleValue> values) {
        List<Object> operands = values.stream().map(RuleFilter::operand).toList();
        return switch (operator) {
            case IN -> new Document("$in", operands);
            case NOT_IN -> typed(values.getFirst().type()).append("$nin", operands);
        };
    }

    private static Document between(Field field, Operator.Range operator, AttributeType type, Object low, Object high) {
        return switch (operator) {
            case BETWEEN -> on(field, type, new Document("$gte", low).append("$lte", high));
            case NOT_BETWEEN ->
                new Document(
                        "$or",
                        List.of(on(field, type, new Document("$lt", low)), on(field, type, new Document("$gt", high))));
        };
    }

    /** A day is all instants from its first to its last. */
    private Document compare(Field field, Operator.Order operator, RuleValue.Moment moment) {
        Date first = Date.from(moment.first(zone));
        Date last = Date.from(moment.last(zone));
        return switch (operator) {
            case EQUAL -> between(field, Operator.Range.BETWEEN, AttributeType.DATE, first, last);
            case NOT_EQUAL -> between(field, Operator.Range.NOT_BETWEEN, AttributeType.DATE, first, last);
            case LESS -> on(field, AttributeType.DATE, new Document("$lt", first));
            case LESS_OR_EQUAL -> on(field, AttributeType.DATE, new Document("$lte", last));
            case GREATER -> on(field, AttributeType.DATE, new Document("$gt", last));
            case GREATER_OR_EQUAL -> on(field, AttributeType.DATE, new Document("$gte", first));
        };
    }

    private Document oneOfDates(Field field, Operator.Membership operator, List<RuleValue> values) {
        List<Document> dates = values.stream()
                .map(RuleValue.Moment.class::cast)
                .map(moment -> compare(field, Operator.Order.EQUAL, moment))
                .toList();
        return switch (operator) {
            case IN -> new Document("$or", dates);
            case NOT_IN ->
                new Document(
                        "$and",
                        List.of(on(field, AttributeType.DATE, typed(AttributeType.DATE)), new Document("$nor", dates)));
        };
    }

    private Document aged(Operator.Age operator, Instant start) {
        return switch (operator) {
            case WITHIN_LAST -> new Document("$gte", Date.from(start)).append("$lte", Date.from(now.toInstant()));
            case OLDER_THAN -> new Document("$lt", Date.from(start));
        };
    }

    /** The condition on the field, where it keeps its values of that type; nobody when it never has any. */
    private static Document on(Field field, AttributeType type, Document condition) {
        return path(field, type).map(path -> new Document(path, condition)).orElse(NOBODY);
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

    private static Document typed(AttributeType type) {
        return new Document(
                "$type",
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
