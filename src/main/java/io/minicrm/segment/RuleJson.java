package io.minicrm.segment;

import io.minicrm.problem.FieldProblem;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes rules in the JSON of React Query Builder. */
public final class RuleJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RuleJson() {}

    /**
     * Reads a rule from a request and checks it against the existing fields.
     *
     * @throws InvalidRuleException if it is not valid; it lists all problems
     */
    public static Rule parse(JsonNode json, FieldCatalog fields) {
        return new RuleParser(fields).parse(json);
    }

    /**
     * Reads a stored rule. Its fields need not exist.
     *
     * @throws InvalidRuleException if it is not a rule
     */
    public static Rule read(String json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JacksonException notJson) {
            throw new InvalidRuleException(
                    List.of(new FieldProblem("", "is not JSON: " + notJson.getOriginalMessage())));
        }
        return new RuleParser(null).parse(tree);
    }

    /** The rule as JSON, from which {@link #read} makes an equal rule. */
    public static ObjectNode write(Rule rule) {
        return switch (rule) {
            case Rule.Group group -> writeGroup(group);
            case Rule.Comparison comparison -> writeComparison(comparison);
        };
    }

    /** The rule as JSON text. */
    public static String writeText(Rule rule) {
        return JSON.writeValueAsString(write(rule));
    }

    private static ObjectNode writeGroup(Rule.Group group) {
        ObjectNode json = NODES.objectNode();
        json.put("combinator", group.combinator().code());
        json.put("not", group.negated());
        ArrayNode rules = json.putArray("rules");
        group.rules().forEach(r -> rules.add(write(r)));
        if (group.equals(Rule.EVERYBODY)) {
            json.put("everybody", true);
        }
        return json;
    }

    private static ObjectNode writeComparison(Rule.Comparison comparison) {
        ObjectNode json = NODES.objectNode();
        json.put("field", comparison.field().path());
        json.put("operator", comparison.operator().code());
        switch (comparison) {
            case Rule.Compare compare -> json.set("value", node(compare.value()));
            case Rule.Match match -> json.put("value", match.text());
            case Rule.Exists _ -> json.putNull("value");
            case Rule.OneOf oneOf -> json.set("value", array(oneOf.values()));
            case Rule.Between between -> json.set("value", array(List.of(between.low(), between.high())));
            case Rule.Aged aged -> json.put("value", aged.period().toString());
        }
        return json;
    }

    private static ArrayNode array(List<RuleValue> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(v -> array.add(node(v)));
        return array;
    }

    private static JsonNode node(RuleValue value) {
        return switch (value) {
            case RuleValue.Text(String text) -> NODES.stringNode(text);
            case RuleValue.Moment moment -> NODES.stringNode(moment.text());
            case RuleValue.Decimal(var number) -> NODES.numberNode(number);
            case RuleValue.Flag(boolean flag) -> NODES.booleanNode(flag);
        };
    }
}
