package io.minicrm.postgres;

import io.minicrm.lead.AttributeType;
import io.minicrm.segment.Field;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleValue;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * A rule as a condition on the table {@code leads}: it is true for exactly the leads that the rule matches. Everything
 * that a user wrote, including the names of attributes, is a bound value.
 *
 * <p>A comparison with an absent value may be null instead of false. AND and OR propagate null harmlessly; a negated
 * group, where it would make a difference, uses {@code IS NOT TRUE}.
 *
 * @param sql the condition, with a {@code ?} for each parameter
 * @param parameters the bound values, in order
 */
record RuleCondition(String sql, List<Object> parameters) {

    static RuleCondition of(Rule rule, ZonedDateTime now) {
        var writer = new Writer(now.truncatedTo(ChronoUnit.MILLIS));
        writer.rule(rule);
        return new RuleCondition(writer.sql.toString(), List.copyOf(writer.parameters));
    }

    private static final class Writer {

        private static final String TIMESTAMPTZ = "timestamptz";

        private final ZonedDateTime now;
        private final ZoneId zone;
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        Writer(ZonedDateTime now) {
            this.now = now;
            this.zone = now.getZone();
        }

        void rule(Rule rule) {
            switch (rule) {
                case Rule.Group group -> group(group);
                case Rule.Compare(var field, var operator, var value) -> compare(field, operator, value);
                case Rule.Match(var field, var operator, var text) -> match(field, operator, text);
                case Rule.Exists(var field, var operator) -> exists(field, operator);
                case Rule.OneOf(var field, var operator, var values) -> oneOf(field, operator, values);
                case Rule.Between(var field, var operator, var low, var high) -> between(field, operator, low, high);
                case Rule.Aged(var field, var operator, var period) -> aged(field, operator, period.before(now));
            }
        }

        private void group(Rule.Group group) {
            String glue = switch (group.combinator()) {
                case AND -> " AND ";
                case OR -> " OR ";
            };
            sql.append('(');
            if (group.rules().isEmpty()) {
                sql.append(group.combinator() == Rule.Combinator.AND ? "TRUE" : "FALSE");
            }
            // The first decides in most leads, and parsing a date costs twenty times as much as another comparison.
            // PostgreSQL does the same for the conditions of WHERE, but not for those that are counted apart.
            List<Rule> cheapFirst = group.rules().stream()
                    .sorted(Comparator.comparing(Writer::readsDates))
                    .toList();
            for (int i = 0; i < cheapFirst.size(); i++) {
                sql.append(i == 0 ? "" : glue);
                rule(cheapFirst.get(i));
            }
            sql.append(group.negated() ? ") IS NOT TRUE" : ")");
        }

        private static boolean readsDates(Rule rule) {
            return switch (rule) {
                case Rule.Group group -> group.rules().stream().anyMatch(Writer::readsDates);
                case Rule.Compare compare -> compare.value().type() == AttributeType.DATE;
                case Rule.OneOf oneOf -> oneOf.values().getFirst().type() == AttributeType.DATE;
                case Rule.Between between -> between.low().type() == AttributeType.DATE;
                case Rule.Aged _ -> true;
                case Rule.Match _, Rule.Exists _ -> false;
            };
        }

        private void compare(Field field, Operator.Order operator, RuleValue value) {
            AttributeType type = value.type();
            if (field instanceof Field.Attribute(String name) && type == AttributeType.NUMBER) {
                path(ordered(name, operator == Operator.Order.EQUAL ? "==" : symbol(operator), value));
            } else if (value instanceof RuleValue.Moment moment) {
                compare(field, operator, moment);
            } else if (opened(field, type)) {
                operand(field, type);
                sql.append(' ').append(symbol(operator)).append(' ');
                value(field, value);
                close(field, type);
            }
        }

        /** A day is all instants from its first to its last. */
        private void compare(Field field, Operator.Order operator, RuleValue.Moment moment) {
            if (!opened(field, AttributeType.DATE)) {
                return;
            }
            Instant first = moment.first(zone);
            Instant last = moment.last(zone);
            switch (operator) {
                case EQUAL -> within(field, first, last);
                case NOT_EQUAL -> {
                    sql.append("NOT ");
                    inRange(field, first, last);
                }
                case LESS -> until(field, " < ", first);
                case LESS_OR_EQUAL -> until(field, " <= ", last);
                case GREATER -> from(field, " > ", last);
                case GREATER_OR_EQUAL -> from(field, " >= ", first);
            }
            close(field, AttributeType.DATE);
        }

        private void within(Field field, Instant first, Instant last) {
            window(field, first, last);
            inRange(field, first, last);
        }

        /** Not BETWEEN, which parses a date twice. */
        private void inRange(Field field, Instant first, Instant last) {
            sql.append('(');
            operand(field, AttributeType.DATE);
            sql.append(" <@ tstzrange(");
            bind(Timestamps.of(first), TIMESTAMPTZ);
            sql.append(", ");
            bind(Timestamps.of(last), TIMESTAMPTZ);
            sql.append(", '[]'))");
        }

        private void until(Field field, String symbol, Instant end) {
            window(field, null, end);
            operand(field, AttributeType.DATE);
            sql.append(symbol);
            bind(Timestamps.of(end), TIMESTAMPTZ);
        }

        private void from(Field field, String symbol, Instant start) {
            window(field, start, null);
            operand(field, AttributeType.DATE);
            sql.append(symbol);
            bind(Timestamps.of(start), TIMESTAMPTZ);
        }

        private void bindRange(Instant first, Instant last) {
            bind(Timestamps.of(first), TIMESTAMPTZ);
            sql.append(" AND ");
            bind(Timestamps.of(last), TIMESTAMPTZ);
        }

        private static String symbol(Operator.Order operator) {
            return switch (operator) {
                case EQUAL -> "=";
                case NOT_EQUAL -> "<>";
                case LESS -> "<";
                case LESS_OR_EQUAL -> "<=";
                case GREATER -> ">";
                case GREATER_OR_EQUAL -> ">=";
            };
        }

        /**
         * A comparison with numbers as an SQL/JSON path: it finds value and type in one lookup, is exact for every
         * decimal, and false for values that are not numbers; {@code strict}, because the other mode compares each item
         * of a list. The path is a bound value, too, and has the type jsonpath from the start: a cast could be
         * evaluated again for every lead.
         */
        private void path(String path) {
            var parameter = new PGobject();
            parameter.setType("jsonpath");
            try {
                parameter.setValue("strict " + path);
            } catch (SQLException impossible) {
                throw new IllegalStateException(impossible);
            }
            sql.append("(attributes @@ ");
            bind(parameter, "jsonpath");
            sql.append(')');
        }

        /** The name of an attribute cannot contain a quote. */
        private static String ordered(String name, String symbol, RuleValue value) {
            return "$.\"%s\" %s %s".formatted(name, symbol, element(value));
        }

        private void match(Field field, Operator.Text operator, String text) {
            if (!opened(field, AttributeType.TEXT)) {
                return;
            }
            switch (operator) {
                case CONTAINS -> call("strpos(", field, text, ") > 0");
                case DOES_NOT_CONTAIN -> call("strpos(", field, text, ") = 0");
                case BEGINS_WITH -> call("starts_with(", field, text, ")");
                case DOES_NOT_BEGIN_WITH -> call("NOT starts_with(", field, text, ")");
                case ENDS_WITH -> ending(field, " LIKE ", text);
                case DOES_NOT_END_WITH -> ending(field, " NOT LIKE ", text);
            }
            close(field, AttributeType.TEXT);
        }

        private void call(String function, Field field, String text, String rest) {
            sql.append(function);
            operand(field, AttributeType.TEXT);
            sql.append(", ");
            bind(text, "text");
            sql.append(rest);
        }

        /** Not {@code right}, which counts the characters of every value. */
        private void ending(Field field, String comparison, String text) {
            operand(field, AttributeType.TEXT);
            sql.append(comparison);
            bind("%" + text.replaceAll("[\\\\%_]", "\\\\$0"), "text");
        }

        private void exists(Field field, Operator.Presence operator) {
            boolean negated = operator == Operator.Presence.NULL;
            switch (field) {
                case Field.Core core ->
                    sql.append('(').append(column(core)).append(negated ? " IS NULL)" : " IS NOT NULL)");
                case Field.Attribute(String name) -> {
                    // Half the time of reading the value. JDBC writes the operator ? as two.
                    sql.append(negated ? "(NOT attributes ?? " : "(attributes ?? ");
                    bind(name, "text");
                    sql.append(')');
                }
            }
        }

        private void oneOf(Field field, Operator.Membership operator, List<RuleValue> values) {
            AttributeType type = values.getFirst().type();
            if (!opened(field, type)) {
                return;
            }
            sql.append(operator == Operator.Membership.NOT_IN ? "NOT " : "");
            operand(field, type);
            if (type == AttributeType.DATE) {
                sql.append(" <@ ");
                bind(ranges(values), "tstzmultirange");
                close(field, type);
                return;
            }
            sql.append(" = ANY(");
            bind(values.stream().map(Writer::element).toArray(String[]::new), "text[]");
            sql.append(
                    switch (type) {
                        case TEXT -> ")";
                        case NUMBER -> "::jsonb[])";
                        case BOOLEAN -> field instanceof Field.Core ? "::boolean[])" : ")";
                        case DATE -> throw new IllegalStateException("Dates are looked up in ranges");
                        case LIST, OBJECT -> throw notCompared(type);
                    });
            if (operator == Operator.Membership.IN && type == AttributeType.NUMBER) {
                // Only a number is equal to a number in jsonb.
                sql.append(')');
            } else {
                close(field, type);
            }
        }

        private String ranges(List<RuleValue> moments) {
            return moments.stream()
                    .map(RuleValue.Moment.class::cast)
                    .map(m ->
                            "[\"%s\",\"%s\"]".formatted(Timestamps.text(m.first(zone)), Timestamps.text(m.last(zone))))
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private void between(Field field, Operator.Range operator, RuleValue low, RuleValue high) {
            AttributeType type = low.type();
            if (field instanceof Field.Attribute(String name) && type == AttributeType.NUMBER) {
                path(
                        switch (operator) {
                            case BETWEEN -> ordered(name, ">=", low) + " && " + ordered(name, "<=", high);
                            case NOT_BETWEEN -> ordered(name, "<", low) + " || " + ordered(name, ">", high);
                        });
                return;
            }
            if (!opened(field, type)) {
                return;
            }
            boolean dates = low instanceof RuleValue.Moment && high instanceof RuleValue.Moment;
            if (operator == Operator.Range.BETWEEN && dates) {
                window(field, ((RuleValue.Moment) low).first(zone), ((RuleValue.Moment) high).last(zone));
            }
            operand(field, type);
            sql.append(
                    switch (operator) {
                        case BETWEEN -> " BETWEEN ";
                        case NOT_BETWEEN -> " NOT BETWEEN ";
                    });
            if (low instanceof RuleValue.Moment from && high instanceof RuleValue.Moment to) {
                bindRange(from.first(zone), to.last(zone));
            } else {
                value(field, low);
                sql.append(" AND ");
                value(field, high);
            }
            close(field, type);
        }

        private void aged(Field field, Operator.Age operator, Instant start) {
            if (!opened(field, AttributeType.DATE)) {
                return;
            }
            switch (operator) {
                case WITHIN_LAST -> within(field, start, now.toInstant());
                case OLDER_THAN -> until(field, " < ", start);
            }
            close(field, AttributeType.DATE);
        }

        /** Opens a parenthesis. Returns false if the field never has that type; then it has written FALSE instead. */
        private boolean opened(Field field, AttributeType type) {
            switch (field) {
                case Field.Core core -> {
                    boolean text = core.type() == AttributeType.TEXT && type == AttributeType.DATE;
                    if (core.type() != type && !text) {
                        sql.append("FALSE");
                        return false;
                    }
                    sql.append('(');
                }
                case Field.Attribute _ -> sql.append('(');
            }
            return true;
        }

        /**
         * Adds the check of an attribute's type and closes the parenthesis. The type comes last, because each lookup in
         * the attributes costs as much as the comparison, which is false for most leads.
         */
        private void close(Field field, AttributeType type) {
            if (field instanceof Field.Attribute(String name)) {
                switch (type) {
                    case TEXT -> type(name, "string");
                    case NUMBER -> type(name, "number");
                    case BOOLEAN -> type(name, "boolean");
                    case DATE -> {
                        // A number or a boolean is never a date, and neither is the JSON of a list or an object.
                    }
                    case LIST, OBJECT -> throw notCompared(type);
                }
            }
            sql.append(')');
        }

        private static IllegalStateException notCompared(AttributeType type) {
            return new IllegalStateException("No operand is a " + type);
        }

        private void type(String name, String type) {
            sql.append(" AND jsonb_typeof(");
            attribute("->", name);
            sql.append(") = '").append(type).append('\'');
        }

        /**
         * The field's value for a comparison as that type. Numbers are compared as jsonb, which is as exact as numeric,
         * and booleans as texts, which have the same order. So no cast can fail.
         */
        private void operand(Field field, AttributeType type) {
            boolean reads = type == AttributeType.DATE && field != Field.Core.CREATED_AT;
            sql.append(reads ? "lead_instant(" : "");
            switch (field) {
                case Field.Core core -> sql.append(column(core));
                case Field.Attribute(String name) -> {
                    switch (type) {
                        case TEXT, BOOLEAN -> text(name);
                        case NUMBER -> attribute("->", name);
                        case DATE -> attribute("->>", name);
                        case LIST, OBJECT -> throw notCompared(type);
                    }
                }
            }
            if (reads) {
                sql.append(", ");
                bind(zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(), "text");
                sql.append(')');
            }
        }

        /**
         * Excludes texts that cannot be an instant in the range, because parsing a date costs twenty times as much.
         * Offsets are less than a day, so the date at the start of a text is off by one day at most.
         */
        private void window(Field field, @Nullable Instant from, @Nullable Instant to) {
            if (field == Field.Core.CREATED_AT) {
                return;
            }
            if (from != null) {
                edge(field, " >= ", day(from).minusDays(1));
            }
            if (to != null) {
                edge(field, " < ", day(to).plusDays(2));
            }
        }

        private void edge(Field field, String comparison, LocalDate day) {
            if (day.getYear() < 1 || day.getYear() > 9999) {
                return;
            }
            switch (field) {
                case Field.Core core -> sql.append(column(core));
                case Field.Attribute(String name) -> text(name);
            }
            sql.append(comparison);
            bind(day.toString(), "text");
            sql.append(" AND ");
        }

        private static LocalDate day(Instant instant) {
            return LocalDate.ofInstant(instant, ZoneOffset.UTC);
        }

        private void text(String name) {
            sql.append('(');
            attribute("->>", name);
            sql.append(") COLLATE \"C\"");
        }

        private void attribute(String arrow, String name) {
            sql.append("attributes").append(arrow);
            bind(name, "text");
        }

        private void value(Field field, RuleValue value) {
            switch (value) {
                case RuleValue.Text(String text) -> bind(text, "text");
                case RuleValue.Moment moment -> bind(Timestamps.of(moment.first(zone)), TIMESTAMPTZ);
                case RuleValue.Decimal(BigDecimal number) -> bind(number, "numeric");
                case RuleValue.Flag(boolean flag) -> {
                    if (field instanceof Field.Core) {
                        bind(flag, "boolean");
                    } else {
                        bind(element(value), "text");
                    }
                }
            }
        }

        private void bind(Object value, String type) {
            sql.append("?::").append(type);
            parameters.add(value);
        }

        private static String element(RuleValue value) {
            return switch (value) {
                case RuleValue.Text(String text) -> text;
                case RuleValue.Moment moment -> moment.text();
                case RuleValue.Decimal(BigDecimal number) -> number.toPlainString();
                case RuleValue.Flag(boolean flag) -> String.valueOf(flag);
            };
        }

        private static String column(Field.Core core) {
            return core.path();
        }
    }
}
