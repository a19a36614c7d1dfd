package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the leads that the conditions of a rule cannot be asked of. It says which rules to count, and reads the result
 * from the counts:
 *
 * <pre>
 *   age > 30   counts   all leads; age notNull; age is any number
 *              reads    the leads without an age; the leads whose age is not a number
 * </pre>
 *
 * <p>Where no lead was ever stored with a value of another type, nothing has to be counted for it. That is the rule,
 * because an attribute has one type; and to look at the type of every value, for a date to parse every text, would take
 * longer than to count the leads that the rule selects.
 */
public final class Coverage {

    /** The most fields of one rule that are looked at. */
    static final int MAX_FIELDS = 50;

    private final List<Question> questions;

    private final Map<String, Set<AttributeType>> stored;

    private record Question(Field field, AttributeType type) {}

    private Coverage(List<Question> questions, Map<String, Set<AttributeType>> stored) {
        this.questions = questions;
        this.stored = stored;
    }

    /**
     * The coverage of a rule. {@code null} and {@code notNull} can be asked of every lead.
     *
     * @param stored the types of the values that leads were ever stored with, by attribute: the result of
     *     {@link io.minicrm.lead.Leads#attributeTypes()}, read before the leads are counted or in the same snapshot
     */
    public static Coverage of(Rule rule, Map<String, Set<AttributeType>> stored) {
        var questions = new LinkedHashSet<Question>();
        collect(rule, questions);
        return new Coverage(questions.stream().limit(MAX_FIELDS).toList(), stored);
    }

    private static void collect(Rule rule, Set<Question> questions) {
        switch (rule) {
            case Rule.Group group -> group.rules().forEach(each -> collect(each, questions));
            case Rule.Compare compare ->
                questions.add(new Question(compare.field(), compare.value().type()));
            case Rule.Match match -> questions.add(new Question(match.field(), AttributeType.TEXT));
            case Rule.Exists exists -> {
                // Every lead has an answer.
            }
            case Rule.OneOf oneOf ->
                questions.add(
                        new Question(oneOf.field(), oneOf.values().getFirst().type()));
            case Rule.Between between ->
                questions.add(new Question(between.field(), between.low().type()));
            case Rule.Aged aged -> questions.add(new Question(aged.field(), AttributeType.DATE));
        }
    }

    /** The rules whose leads have to be counted; none if no condition compares a value. */
    public List<Rule> counted() {
        if (questions.isEmpty()) {
            return List.of();
        }
        var rules = new ArrayList<Rule>();
        rules.add(Rule.EVERYBODY);
        for (Question question : questions) {
            rules.add(new Rule.Exists(question.field(), Operator.Presence.NOT_NULL));
            if (mayHaveOtherTypes(question)) {
                rules.add(askable(question));
            }
        }
        return rules;
    }

    /**
     * What the counts say.
     *
     * @param counts the number of leads of each rule in {@link #counted}, in its order
     * @return the questions that cannot be asked of every lead, in the order of the rule
     */
    public List<Unasked> unasked(List<Long> counts) {
        var unasked = new ArrayList<Unasked>();
        Iterator<Long> next = counts.iterator();
        long all = next.hasNext() ? next.next() : 0;
        for (Question question : questions) {
            long present = next.next();
            long askable = mayHaveOtherTypes(question) ? next.next() : present;
            if (askable < all) {
                unasked.add(new Unasked(question.field(), question.type(), all - present, present - askable));
            }
        }
        return unasked;
    }

    private boolean mayHaveOtherTypes(Question question) {
        return switch (question.field()) {
            case Field.Core core -> core.type() != question.type();
            case Field.Attribute(String name) ->
                !stored.getOrDefault(name, Set.of()).stream().allMatch(type -> isComparable(type, question.type()));
        };
    }

    /** A date is a text as well. */
    private static boolean isComparable(AttributeType value, AttributeType asked) {
        return value == asked || value == AttributeType.DATE && asked == AttributeType.TEXT;
    }

    /** True for exactly the leads that have a value of the type. */
    private static Rule askable(Question question) {
        Field field = question.field();
        return switch (question.type()) {
            case TEXT -> new Rule.Match(field, Operator.Text.CONTAINS, "");
            case NUMBER -> equalOrNot(field, RuleValue.of(BigDecimal.ZERO));
            case BOOLEAN -> equalOrNot(field, RuleValue.of(true));
            case DATE -> equalOrNot(field, RuleValue.of("2000-01-01"));
            case LIST, OBJECT -> throw new IllegalStateException("No condition asks for a " + question.type());
        };
    }

    private static Rule equalOrNot(Field field, RuleValue value) {
        return new Rule.Group(
                Rule.Combinator.OR,
                false,
                List.of(
                        new Rule.Compare(field, Operator.Order.EQUAL, value),
                        new Rule.Compare(field, Operator.Order.NOT_EQUAL, value)));
    }
}
