package io.minicrm.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minicrm.lead.AttributeType;
import io.minicrm.problem.FieldProblem;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class RuleJsonTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final FieldCatalog FIELDS = FieldCatalog.of(Map.of(
            "total_spend", Set.of(AttributeType.NUMBER),
            "country", Set.of(AttributeType.TEXT),
            "joined", Set.of(AttributeType.DATE),
            "vip", Set.of(AttributeType.BOOLEAN),
            "mixed", Set.of(AttributeType.TEXT, AttributeType.NUMBER)));

    @Test
    void theRuleOfTheDocumentationIsRead() {
        Rule rule = parse("""
                {"combinator": "and", "not": false, "rules": [
                  {"field": "total_spend", "operator": ">", "value": 1000},
                  {"field": "country", "operator": "in", "value": ["IN", "DE"]}]}
                """);

        assertThat(rule)
                .isEqualTo(new Rule.Group(
                        Rule.Combinator.AND,
                        false,
                        List.of(
                                new Rule.Compare(
                                        Field.of("total_spend"),
                                        Operator.Order.GREATER,
                                        RuleValue.of(new BigDecimal("1000"))),
                                new Rule.OneOf(
                                        Field.of("country"),
                                        Operator.Membership.IN,
                                        List.of(RuleValue.of("IN"), RuleValue.of("DE"))))));
    }

    @Test
    void whatARuleBuilderAddsForItselfIsIgnored() {
        Rule rule = parse("""
                {"id": "g1", "combinator": "or", "disabled": false, "rules": [
                  {"id": "r1", "field": "country", "operator": "=", "valueSource": "value", "value": "DE", "disabled": true}]}
                """);

        assertThat(rule).isEqualTo(parse("""
                {"combinator": "or", "rules": [{"field": "country", "operator": "=", "value": "DE"}]}
                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'field':'total_spend','operator':'=','value':1000}",
                "{'field':'total_spend','operator':'!=','value':0.1}",
                "{'field':'total_spend','operator':'<','value':12345678901234567890.123456789}",
                "{'field':'total_spend','operator':'<=','value':-1}",
                "{'field':'total_spend','operator':'>','value':1}",
                "{'field':'total_spend','operator':'>=','value':1}",
                "{'field':'total_spend','operator':'between','value':[1,2]}",
                "{'field':'total_spend','operator':'notBetween','value':[1,2]}",
                "{'field':'total_spend','operator':'in','value':[1,2,3]}",
                "{'field':'country','operator':'notIn','value':['IN','DE']}",
                "{'field':'country','operator':'contains','value':'a'}",
                "{'field':'country','operator':'beginsWith','value':'😀'}",
                "{'field':'country','operator':'endsWith','value':''}",
                "{'field':'country','operator':'doesNotContain','value':'%'}",
                "{'field':'country','operator':'doesNotBeginWith','value':'a'}",
                "{'field':'country','operator':'doesNotEndWith','value':'a'}",
                "{'field':'country','operator':'null','value':null}",
                "{'field':'country','operator':'notNull','value':null}",
                "{'field':'vip','operator':'=','value':true}",
                "{'field':'joined','operator':'>','value':'2012-09-04'}",
                "{'field':'joined','operator':'between','value':['2012-09-04','2012-09-04T10:15:30+02:00']}",
                "{'field':'joined','operator':'withinLast','value':'P90D'}",
                "{'field':'created_at','operator':'olderThan','value':'P1Y2M10DT2H'}",
                "{'combinator':'and','not':false,'rules':[],'everybody':true}",
                "{'combinator':'and','not':false,'rules':[{'combinator':'or','not':true,'rules':[{'field':'id','operator':'=','value':'x'}]}]}"
            })
    void whatIsWrittenReadsAsTheSameRule(String json) {
        String text = json.replace('\'', '"');
        Rule rule = RuleJson.parse(exact(text), FIELDS);

        assertThat(RuleJson.writeText(rule)).isEqualTo(text);
        assertThat(RuleJson.read(RuleJson.writeText(rule))).isEqualTo(rule);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            []                                                         |                | must be an object
            null                                                       |                | must be an object
            {"rules": []}                                              | combinator     | is missing; give and or or
            {"combinator": "and", "rules": []}                         | rules          | is empty; add a rule, or give "everybody": true
            {"combinator": "or", "not": true, "rules": []}             | rules          | is empty; add a rule
            {"combinator": "and", "rules": [], "everybody": false}     | rules          | is empty; add a rule
            {"combinator": "and", "rules": [], "everybody": "true"}    | everybody      | must be true or false
            {"combinator": "or", "rules": [], "everybody": true}       | everybody      | needs the combinator and
            {"combinator": "and", "not": true, "rules": [], "everybody": true} | everybody | needs the combinator and, without not
            {"combinator": "and", "everybody": true, "rules": [{"field": "id", "operator": "null"}]} | everybody | is true, but there are rules
            {"combinator": "and", "rules": [{"combinator": "and", "rules": []}]} | rules[0].rules | is empty; add a rule
            {"combinator": "xor", "rules": []}                         | combinator     | is "xor"; give and or or
            {"combinator": "and"}                                      | rules          | must be an array of rules
            {"combinator": "and", "rules": {}}                         | rules          | must be an array of rules
            {"combinator": "and", "not": "no", "rules": []}            | not            | must be true or false
            {"combinator": "and", "rules": ["and"]}                    | rules[0]       | must be an object
            {"combinator": "and", "muted": true, "rules": []}          | muted          | is not supported
            {}                                                         | field          | is missing; name a field
            {"field": 5, "operator": "null"}                           | field          | must be the name of a field
            {"field": "a.b", "operator": "null"}                       | field          | "a.b" cannot name a field
            {"field": "totl_spend", "operator": "null"}                | field          | did you mean total_spend?
            {"field": "Email", "operator": "null"}                     | field          | did you mean email?
            {"field": "quux", "operator": "null"}                      | field          | choose one of the known fields
            {"field": "country"}                                       | operator       | is missing; name an operator
            {"field": "country", "operator": "startsWith", "value": ""} | operator      | "startsWith" is not an operator
            {"field": "country", "operator": "contain", "value": ""}   | operator       | did you mean contains?
            {"field": "total_spend", "operator": "contains", "value": "1"} | operator   | contains does not work on total_spend, which holds numbers
            {"field": "vip", "operator": "<", "value": true}           | operator       | < does not work on vip, which holds true or false
            {"field": "country", "operator": "withinLast", "value": "P1D"} | operator   | withinLast does not work on country
            {"field": "country", "operator": "=", "valueSource": "field", "value": "name"} | valueSource | can only compare with a value
            {"field": "country", "operator": "="}                      | value          | is missing
            {"field": "country", "operator": "=", "value": null}       | value          | use the operator null
            {"field": "country", "operator": "=", "value": ["DE"]}     | value          | must be a text, a number, true or false
            {"field": "country", "operator": "=", "value": 5}          | value          | is a number, but country holds text; write it in quotes
            {"field": "country", "operator": "=", "value": "2012-09-04"} | value        | is a date, but country holds text; declare its type as date
            {"field": "total_spend", "operator": ">", "value": "12,50"} | value         | is a text, but total_spend holds numbers; write a number such as 1000 or 12.5
            {"field": "total_spend", "operator": "=", "value": "007"}  | value          | is a text, but total_spend holds numbers
            {"field": "total_spend", "operator": "=", "value": "+5"}   | value          | is a text, but total_spend holds numbers
            {"field": "total_spend", "operator": "=", "value": "1e3"}  | value          | is a text, but total_spend holds numbers
            {"field": "total_spend", "operator": "=", "value": ""}     | value          | is a text, but total_spend holds numbers
            {"field": "total_spend", "operator": "in", "value": "5,ten"} | value        | mixes texts, numbers and truth values
            {"field": "total_spend", "operator": "in", "value": ["ten"]} | value        | is a text, but total_spend holds numbers
            {"field": "vip", "operator": "=", "value": "yes"}          | value          | is a text, but vip holds true or false
            {"field": "mixed", "operator": ">", "value": "1000"}       | value          | is "1000", but mixed may hold text and numbers; write 1000 without quotes
            {"field": "mixed", "operator": "in", "value": "a,5"}       | value          | is "5", but mixed may hold text and numbers
            {"field": "mixed", "operator": "in", "value": ["a", " 5 "]} | value         | element 1: is " 5 ", but mixed may hold
            {"field": "mixed", "operator": "between", "value": "1,5"}  | value          | is "1", but mixed may hold text and numbers
            {"field": "total_spend", "operator": "=", "value": 1e300}  | value          | has more than 34 digits
            {"field": "joined", "operator": ">", "value": "2012-9-4"}  | value          | write a date as 2012-09-04
            {"field": "joined", "operator": ">", "value": "2012-02-30"} | value         | is "2012-02-30"; there is no such day or time
            {"field": "joined", "operator": "in", "value": "2012-02-28,2013-02-29"} | value | is "2013-02-29"; there is no such day or time
            {"field": "joined", "operator": "=", "value": "2012-02-28 25:00"} | value   | there is no such day or time
            {"field": "joined", "operator": "between", "value": ["2012-02-28", "2012-02-27 23:59"]} | value | has its higher end first
            {"field": "joined", "operator": "withinLast", "value": "90 days"} | value   | is not an ISO-8601 period; write P90D
            {"field": "joined", "operator": "withinLast", "value": 90} | value          | 90 is not a text
            {"field": "country", "operator": "contains", "value": "a\\u0000"} | value   | contains a NUL
            {"field": "country", "operator": "contains", "value": "\\ud83d"} | value    | unpaired surrogate
            {"field": "country", "operator": "in", "value": []}        | value          | is empty
            {"field": "country", "operator": "in", "value": " , "}     | value          | is empty
            {"field": "country", "operator": "in", "value": 5}         | value          | 5 is not an array
            {"field": "mixed", "operator": "in", "value": ["a", 1]}    | value          | mixes texts, numbers and truth values
            {"field": "country", "operator": "in", "value": ["a", null]} | value        | element 1: is null
            {"field": "total_spend", "operator": "between", "value": [1]} | value       | has 1 values; give the lowest and the highest
            {"field": "total_spend", "operator": "between", "value": [2, 1]} | value    | has its higher end first
            {"field": "mixed", "operator": "between", "value": [true, true]} | value    | is true or false
            """)
    void anErrorNamesItsPlaceAndTheFix(String json, String path, String message) {
        List<FieldProblem> problems = problems(JSON.readTree(json), FIELDS);

        assertThat(problems.stream().map(FieldProblem::field)).contains(path == null ? "" : path);
        assertThat(problems.toString()).contains(message);
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        List<FieldProblem> problems = problems(JSON.readTree("""
                {"combinator": "nor", "rules": [
                  {"field": "country", "operator": "=", "value": "DE"},
                  {"field": "total_spend", "operator": ">", "value": "much"},
                  {"combinator": "or", "rules": [{"field": "contry", "operator": "is", "value": 1}]}]}
                """), FIELDS);

        assertThat(problems)
                .extracting(FieldProblem::field)
                .containsExactly(
                        "combinator", "rules[1].value", "rules[2].rules[0].field", "rules[2].rules[0].operator");
    }

    @Test
    void withNoLeadsYetAnyAttributeIsAccepted() {
        FieldCatalog empty = FieldCatalog.of(Map.of());

        assertThat(RuleJson.parse(JSON.readTree("{\"field\": \"x\", \"operator\": \">\", \"value\": 1}"), empty))
                .isInstanceOf(Rule.Compare.class);
        assertThat(problems(JSON.readTree("{\"field\": \"x\", \"operator\": \">\", \"value\": \"1\"}"), empty)
                        .toString())
                .contains("x may hold text and numbers");
        assertThat(problems(JSON.readTree("{\"field\": \"id\", \"operator\": \"=\", \"value\": 1}"), empty))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            country     | in      | "IN, DE,,FR"  | ["IN","DE","FR"]
            country     | in      | "a\\\\,b,c"   | ["a,b","c"]
            country     | in      | "1,2"         | ["1","2"]
            total_spend | in      | "1, 2.5"      | [1,2.5]
            total_spend | between | "10,20"       | [10,20]
            vip         | notIn   | "true"        | [true]
            joined      | between | "2012-09-04,2012-09-05" | ["2012-09-04","2012-09-05"]
            total_spend | >       | "1000"        | 1000
            total_spend | <=      | " -12.50 "    | -12.5
            total_spend | between | ["5","10"]    | [5,10]
            total_spend | in      | ["5",10]      | [5,10]
            total_spend | >       | "\\u00a01000\\ufeff" | 1000
            vip         | =       | "false"       | false
            vip         | in      | ["true",false] | [true,false]
            unsubscribed | =      | "true"        | true
            joined      | >       | " 2012-09-04 " | "2012-09-04"
            joined      | >       | "2012-09-04 10:00" | "2012-09-04 10:00"
            joined      | between | ["2012-09-04","2012-09-04T10:00"] | ["2012-09-04","2012-09-04T10:00"]
            joined      | between | ["2012-09-04T10:00Z","2012-09-04T00:00"] | ["2012-09-04T10:00Z","2012-09-04T00:00"]
            country     | =       | "1000"        | "1000"
            phone       | =       | "00491234"    | "00491234"
            mixed       | =       | "007"         | "007"
            mixed       | =       | "DE"          | "DE"
            """)
    void textsOfInputBoxesBecomeValuesOfTheFieldsType(String field, String operator, String given, String read) {
        String json = "{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}";

        Rule rule = parse(json.formatted(field, operator, given));

        assertThat(RuleJson.writeText(rule)).isEqualTo(json.formatted(field, operator, read));
    }

    @Test
    void aTreeDeeperThanTheLimitIsRefusedWithoutAStackOverflow() {
        assertThat(RuleJson.parse(nested(RuleLimits.MAX_DEPTH), FIELDS)).isInstanceOf(Rule.Group.class);
        for (int depth : List.of(RuleLimits.MAX_DEPTH + 1, 10_000)) {
            assertThat(problems(nested(depth), FIELDS).toString()).contains("is nested more than 20 groups deep");
        }
    }

    /** Segments of earlier versions may have empty groups. */
    @Test
    void aStoredRuleMayBeEmpty() {
        assertThat(RuleJson.read("{\"combinator\": \"and\", \"rules\": []}")).isEqualTo(Rule.EVERYBODY);
        assertThat(RuleJson.read("{\"combinator\": \"or\", \"rules\": []}")).isInstanceOf(Rule.Group.class);
    }

    @Test
    void aStoredTextThatIsNestedTooDeepIsRefusedToo() {
        String deep = "{\"combinator\":\"and\",\"rules\":[".repeat(10_000) + "]}".repeat(10_000);

        assertThatThrownBy(() -> RuleJson.read(deep)).isInstanceOf(InvalidRuleException.class);
        assertThatThrownBy(() -> RuleJson.read("{")).isInstanceOf(InvalidRuleException.class);
    }

    @Test
    void aRuleWithTooManyPartsIsRefusedOnce() {
        assertThat(RuleJson.parse(wide(RuleLimits.MAX_GROUP), FIELDS)).isInstanceOf(Rule.Group.class);
        assertThat(problems(wide(100_000), FIELDS))
                .singleElement()
                .satisfies(p ->
                        assertThat(p.message()).contains("has 100000 rules").contains("500"));
    }

    @Test
    void aRuleWithTooManyPartsInAllItsGroupsIsRefusedOnce() {
        int inGroup = 311;
        assertThat(RuleJson.parse(groups(8, inGroup), FIELDS)).isInstanceOf(Rule.Group.class);
        assertThat(problems(groups(9, inGroup), FIELDS))
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("more than 2500 rules"));
    }

    private static JsonNode groups(int groups, int rules) {
        var tree = (ObjectNode) JSON.readTree("{\"combinator\": \"or\", \"rules\": []}");
        for (int i = 0; i < groups; i++) {
            ((ArrayNode) tree.path("rules")).add(wide(rules));
        }
        return tree;
    }

    @Test
    void aListWithTooManyValuesIsRefused() {
        String many = String.join(",", Collections.nCopies(RuleLimits.MAX_VALUES + 1, "1"));
        String array = "{\"field\": \"total_spend\", \"operator\": \"in\", \"value\": [%s]}".formatted(many);
        String text = "{\"field\": \"total_spend\", \"operator\": \"in\", \"value\": \"%s\"}".formatted(many);

        for (String json : List.of(array, text)) {
            assertThat(problems(JSON.readTree(json), FIELDS).toString()).contains("has more than 1000 values");
        }
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        String json = "{\"field\": \"country\", \"operator\": \"=\", \"value\": \"%s\"}".formatted("x".repeat(10_001));

        assertThat(problems(JSON.readTree(json), FIELDS).toString())
                .contains("has 10001 characters; the limit is 10000");
    }

    @Test
    void theCatalogueListsFieldsWithTypesAndOperators() {
        assertThat(FIELDS.fields(Map.of("total_spend", 3L)))
                .extracting(FieldCatalog.Entry::name)
                .containsExactly(
                        "id",
                        "name",
                        "email",
                        "phone",
                        "unsubscribed",
                        "created_at",
                        "country",
                        "joined",
                        "mixed",
                        "total_spend",
                        "vip");
        assertThat(FIELDS.fields(Map.of("total_spend", 3L)))
                .contains(
                        new FieldCatalog.Entry(
                                "total_spend",
                                null,
                                List.of("number"),
                                List.of(
                                        "=",
                                        "!=",
                                        "<",
                                        "<=",
                                        ">",
                                        ">=",
                                        "null",
                                        "notNull",
                                        "in",
                                        "notIn",
                                        "between",
                                        "notBetween"),
                                3L),
                        new FieldCatalog.Entry(
                                "vip",
                                null,
                                List.of("boolean"),
                                List.of("=", "!=", "null", "notNull", "in", "notIn"),
                                0L));
    }

    private static Rule parse(String json) {
        return RuleJson.parse(JSON.readTree(json), FIELDS);
    }

    private static JsonNode exact(String json) {
        return JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(json);
    }

    private static List<FieldProblem> problems(JsonNode json, FieldCatalog fields) {
        return catchThrowableOfType(InvalidRuleException.class, () -> RuleJson.parse(json, fields))
                .problems();
    }

    private static JsonNode nested(int depth) {
        ObjectNode json = group();
        for (int i = 1; i < depth; i++) {
            ObjectNode outer = group();
            outer.putArray("rules").add(json);
            outer.remove("everybody");
            json = outer;
        }
        return json;
    }

    private static JsonNode wide(int rules) {
        ObjectNode json = group();
        json.remove("everybody");
        var children = json.putArray("rules");
        for (int i = 0; i < rules; i++) {
            children.add(group());
        }
        return json;
    }

    private static ObjectNode group() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("combinator", "and");
        json.putArray("rules");
        json.put("everybody", true);
        return json;
    }
}
