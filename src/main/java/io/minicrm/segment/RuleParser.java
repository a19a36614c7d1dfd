package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one rule from JSON and collects all of its problems, so that a user can fix them at once. One instance reads
 * one rule.
 *
 * <p>Every problem carries the path from the root of the rule, built on the way down. A method that finds a problem
 * records it and returns an empty result; its caller goes on with the siblings. For example
 *
 * <pre>{@code
 * {"combinator": "and", "rules": [
 *   {"field": "agee", "operator": ">", "value": 30},
 *   {"field": "age", "operator": "contains", "value": "3"}]}
 * }</pre>
 *
 * <p>reports {@code rules[0].field} ("did you mean age?") and {@code rules[1].operator} ("does not work on age, which
 * holds numbers"). The result is used only if no problem was recorded, because a group with an invalid child has lost
 * that child.
 */
final class RuleParser {

    private static final String ROOT = "";
    private static final Set<AttributeType> ANY_TYPE = EnumSet.allOf(AttributeType.class);

    private final @Nullable FieldCatalog fields;
    private final List<FieldProblem> problems = new ArrayList<>();
    private InputFault fault = InputFault.CONFLICT;
    private int count;

    /** @param fields what fields and types are checked against; null for stored rules, which are not checked */
    RuleParser(@Nullable FieldCatalog fields) {
        this.fields = fields;
    }

    Rule parse(JsonNode json) {
        Optional<Rule> rule = rule(json, ROOT, 1);
        if (!problems.isEmpty()) {
            throw new InvalidRuleException(fault, problems);
        }
        return rule.orElseThrow();
    }

    private Optional<Rule> rule(JsonNode json, String path, int depth) {
        if (!json.isObject()) {
            return problem(path, "must be an object, a group {combinator, rules} or a rule {field, operator, value}");
        }
        JsonNode muted = json.path("muted");
        if (!muted.isMissingNode() && !muted.isNull() && !(muted.isBoolean() && !muted.booleanValue())) {
            return problem(at(path, "muted"), "is not supported; leave the muted rule out");
        }
        return json.has("rules") || json.has("combinator")
                ? group(json, path, depth).map(g -> g)
                : comparison(json, path);
    }

    private Optional<Rule.Group> group(JsonNode json, String path, int depth) {
        if (depth > RuleLimits.MAX_DEPTH) {
            return problem(path, "is nested more than %d groups deep".formatted(RuleLimits.MAX_DEPTH));
        }
        Optional<Rule.Combinator> combinator = combinator(json.path("combinator"), at(path, "combinator"));
        JsonNode not = json.path("not");
        if (!not.isBoolean() && !not.isNull() && !not.isMissingNode()) {
            problem(at(path, "not"), "must be true or false");
        }
        JsonNode children = json.path("rules");
        if (!children.isArray()) {
            return problem(at(path, "rules"), "must be an array of rules");
        }
        List<Rule> rules = rules(children, at(path, "rules"), depth);
        Optional<Rule.Group> group = combinator.map(c -> new Rule.Group(c, not.asBoolean(false), rules));
        if (fields != null) {
            group.ifPresent(g -> checkEverybody(json.path("everybody"), g, children.isEmpty(), path));
        }
        return group;
    }

    /**
     * An empty group is more often a rule that was lost than a wish to write to everybody, so the wish has to be
     * explicit.
     */
    private void checkEverybody(JsonNode everybody, Rule.Group group, boolean isEmpty, String path) {
        if (!everybody.isBoolean() && !everybody.isNull() && !everybody.isMissingNode()) {
            problem(at(path, "everybody"), "must be true or false");
        } else if (!isEmpty && everybody.asBoolean(false)) {
            problem(at(path, "everybody"), "is true, but there are rules; leave out one of them");
        } else if (isEmpty && !everybody.asBoolean(false)) {
            problem(at(path, "rules"), "is empty; add a rule, or give \"everybody\": true to select every lead");
        } else if (isEmpty && !group.equals(Rule.EVERYBODY)) {
            problem(at(path, "everybody"), "needs the combinator and, without not");
        }
    }

    private List<Rule> rules(JsonNode children, String path, int depth) {
        var rules = new ArrayList<Rule>();
        if (children.size() > RuleLimits.MAX_GROUP) {
            problem(
                    path,
                    "has %d rules; one group may have %d: use further groups, or compare with several values (in)"
                            .formatted(children.size(), RuleLimits.MAX_GROUP));
            return rules;
        }
        for (int i = 0; i < children.size(); i++) {
            count++;
            if (count == RuleLimits.MAX_RULES) {
                problem(path, "make more than %d rules; make the rule smaller".formatted(RuleLimits.MAX_RULES));
            }
            if (count >= RuleLimits.MAX_RULES) {
                break;
            }
            rule(children.get(i), "%s[%d]".formatted(path, i), depth + 1).ifPresent(rules::add);
        }
        return rules;
    }

    private Optional<Rule.Combinator> combinator(JsonNode json, String path) {
        Optional<Rule.Combinator> combinator =
                json.isString() ? Rule.Combinator.ofCode(json.stringValue()) : Optional.empty();
        if (combinator.isPresent()) {
            return combinator;
        }
        return problem(
                path,
                json.isMissingNode() ? "is missing; give and or or" : "is %s; give and or or".formatted(shown(json)));
    }

    private Optional<Rule> comparison(JsonNode json, String path) {
        Optional<Field> field = field(json.path("field"), at(path, "field"));
        Optional<Operator> operator = operator(json.path("operator"), at(path, "operator"));
        JsonNode source = json.path("valueSource");
        boolean isValue = source.isString() && "value".equals(source.stringValue());
        if (!isValue && !source.isNull() && !source.isMissingNode()) {
            return problem(
                    at(path, "valueSource"), "is %s; a rule can only compare with a value".formatted(shown(source)));
        }
        if (field.isEmpty() || operator.isEmpty()) {
            return Optional.empty();
        }
        Set<AttributeType> types = fields == null ? ANY_TYPE : fields.typesOf(field.get());
        if (operator.get().types().stream().noneMatch(types::contains)) {
            String taken = FieldCatalog.operatorsOn(types).map(Operator::code).collect(Collectors.joining(" "));
            return conflict(
                    at(path, "operator"),
                    "%s does not work on %s, which holds %s; use one of %s"
                            .formatted(operator.get().code(), field.get().path(), RuleOperand.names(types), taken));
        }
        var operand = new RuleOperand(
                field.get(),
                types,
                json.path("value"),
                fields == null ? RuleOperand.Origin.STORE : RuleOperand.Origin.REQUEST);
        try {
            return Optional.of(comparison(field.get(), operator.get(), operand));
        } catch (IllegalArgumentException wrong) {
            return json.hasNonNull("value")
                    ? conflict(at(path, "value"), String.valueOf(wrong.getMessage()))
                    : problem(at(path, "value"), String.valueOf(wrong.getMessage()));
        }
    }

    private static Rule comparison(Field field, Operator operator, RuleOperand operand) {
        return switch (operator) {
            case Operator.Order order -> new Rule.Compare(field, order, operand.value());
            case Operator.Text text -> new Rule.Match(field, text, operand.text());
            case Operator.Presence presence -> new Rule.Exists(field, presence);
            case Operator.Membership membership -> new Rule.OneOf(field, membership, operand.values());
            case Operator.Range range -> {
                List<RuleValue> ends = operand.ends();
                yield new Rule.Between(field, range, ends.getFirst(), ends.getLast());
            }
            case Operator.Age age -> new Rule.Aged(field, age, CalendarPeriod.parse(operand.text()));
        };
    }

    private Optional<Field> field(JsonNode json, String path) {
        if (!json.isString()) {
            return problem(path, json.isMissingNode() ? "is missing; name a field" : "must be the name of a field");
        }
        String name = json.stringValue();
        Optional<Field> field = Field.find(name);
        if (field.isEmpty()) {
            return problem(
                    path,
                    "%s cannot name a field; use a letter or _, then up to 63 letters, digits, spaces, - or _"
                            .formatted(shown(json)));
        }
        if (fields != null && fields.typesOf(field.get()).isEmpty()) {
            List<String> similar = fields.suggestions(name);
            return conflict(
                    path,
                    "no lead has a field %s; %s"
                            .formatted(
                                    shown(json),
                                    similar.isEmpty()
                                            ? "choose one of the known fields"
                                            : "did you mean " + String.join(" or ", similar) + "?"));
        }
        return field;
    }

    private Optional<Operator> operator(JsonNode json, String path) {
        if (!json.isString()) {
            return problem(
                    path, json.isMissingNode() ? "is missing; name an operator" : "must be the name of an operator");
        }
        Optional<Operator> operator = Operator.ofCode(json.stringValue());
        if (operator.isEmpty()) {
            String fix = FieldCatalog.similarOperator(json.stringValue())
                    .map("did you mean %s?"::formatted)
                    .orElseGet(() -> "use one of "
                            + Operator.all().stream().map(Operator::code).collect(Collectors.joining(" ")));
            return problem(path, "%s is not an operator; %s".formatted(shown(json), fix));
        }
        return operator;
    }

    private <T> Optional<T> problem(String path, String message) {
        fault = InputFault.INVALID;
        return conflict(path, message);
    }

    /** A problem of a well-formed rule, which depends on the fields that leads have and on their types. */
    private <T> Optional<T> conflict(String path, String message) {
        problems.add(new FieldProblem(path, message));
        return Optional.empty();
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String shown(JsonNode json) {
        return RuleOperand.shown(json);
    }
}
