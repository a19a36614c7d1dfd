package io.minicrm.segment;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a rule selects one lead, or does not. A tree of records in the shape of the JSON that the API returns. */
public sealed interface RuleExplanation {

    /** Whether this part of the rule holds for the lead. */
    boolean matched();

    /** The same as a sentence. */
    String words();

    /**
     * The result of a group.
     *
     * @param combinator {@code and} or {@code or}
     * @param not whether the group is negated; {@code matched} is the result after the negation
     * @param rules the result of each rule in the group
     */
    record Group(boolean matched, String words, String combinator, boolean not, List<RuleExplanation> rules)
            implements RuleExplanation {

        public Group {
            rules = List.copyOf(rules);
        }
    }

    /**
     * The result of a condition on one field.
     *
     * @param field the field's name
     * @param operator the operator's name
     * @param value the operand: a text, a number, a boolean, or a list of them; null if the operator takes none
     * @param actual the lead's value; null if it has none
     */
    record Comparison(
            boolean matched,
            String words,
            String field,
            String operator,
            @Nullable Object value,
            @Nullable Object actual)
            implements RuleExplanation {}

    /** Explains the result of a rule for a lead: the tree of the rule with the result of every node. */
    static RuleExplanation of(Rule rule, Lead lead, ZonedDateTime now) {
        return switch (rule) {
            case Rule.Group group -> ofGroup(group, lead, now);
            case Rule.Comparison comparison -> ofComparison(comparison, lead, now);
        };
    }

    private static Group ofGroup(Rule.Group group, Lead lead, ZonedDateTime now) {
        List<RuleExplanation> rules =
                group.rules().stream().map(r -> of(r, lead, now)).toList();
        long matching = rules.stream().filter(RuleExplanation::matched).count();
        String asked = switch (group.combinator()) {
            case AND -> "all of %s";
            case OR -> "at least one of %s";
        };
        String words = "%s%s: %s"
                .formatted(
                        group.negated() ? "not " : "",
                        asked.formatted(rules.size() == 1 ? "1 rule" : rules.size() + " rules"),
                        matching == 1 ? "1 matches" : matching == 0 ? "none matches" : matching + " match");
        return new Group(group.matches(lead, now), words, group.combinator().code(), group.negated(), rules);
    }

    private static Comparison ofComparison(Rule.Comparison comparison, Lead lead, ZonedDateTime now) {
        String field = comparison.field().path();
        String operator = comparison.operator().code();
        Object value = valueOf(comparison);
        Object actual = comparison.field().valueIn(lead);
        Object shown = actual instanceof Instant instant ? instant.toString() : actual;
        String asked = value == null
                ? "%s %s".formatted(field, operator)
                : "%s %s %s".formatted(field, operator, quoted(value));
        String found = actual == null ? "the lead has no " + field : "it is " + quoted(shown);
        return new Comparison(comparison.matches(lead, now), asked + ": " + found, field, operator, value, shown);
    }

    private static @Nullable Object valueOf(Rule.Comparison comparison) {
        return switch (comparison) {
            case Rule.Compare compare -> compare.value().json();
            case Rule.Match match -> match.text();
            case Rule.Exists _ -> null;
            case Rule.OneOf oneOf ->
                oneOf.values().stream().map(RuleValue::json).toList();
            case Rule.Between between ->
                List.of(between.low().json(), between.high().json());
            case Rule.Aged aged -> aged.period().toString();
        };
    }

    private static String quoted(@Nullable Object value) {
        return switch (value) {
            case String text -> '"' + text + '"';
            case List<?> values ->
                values.stream().map(RuleExplanation::quoted).toList().toString();
            case java.math.BigDecimal number -> number.toPlainString();
            case null, default -> String.valueOf(value);
        };
    }
}
