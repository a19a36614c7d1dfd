package io.minicrm.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minicrm.problem.FieldProblem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SegmentDefinitionTest {

    private static final FieldCatalog FIELDS = FieldCatalog.of(Map.of());
    private static final JsonNode RULES = json("""
            {"combinator": "and", "rules": [{"field": "age", "operator": ">", "value": 30}]}""");

    @Test
    void aNameAndARuleDefineASegment() {
        SegmentDefinition definition = SegmentDefinition.parse("Adults", RULES, FIELDS);

        assertThat(definition.name()).isEqualTo("Adults");
        assertThat(definition.rule()).isEqualTo(RuleJson.parse(RULES, FIELDS));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThat(problems(" ", json("{\"combinator\": \"xor\", \"rules\": [{\"field\": 5}]}")))
                .extracting(FieldProblem::field)
                .containsExactly("name", "rules.combinator", "rules.rules[0].field", "rules.rules[0].operator");
        assertThat(problems(null, null))
                .containsExactly(new FieldProblem("name", "is missing"), new FieldProblem("rules", "is missing"));
    }

    @Test
    void aNameHasAtMost200Characters() {
        assertThat(SegmentDefinition.parse("n".repeat(200), RULES, FIELDS).name())
                .hasSize(200);
        assertThat(problems("n".repeat(201), RULES))
                .containsExactly(new FieldProblem("name", "has 201 characters; the limit is 200"));
    }

    @Test
    void rulesAloneAreCheckedForAPreview() {
        assertThatExceptionOfType(InvalidSegmentException.class)
                .isThrownBy(() -> SegmentDefinition.parseRules(json("[]"), FIELDS))
                .satisfies(e -> assertThat(e.problem().field()).isEqualTo("rules"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é", "a/b", "12345678901234567890123456789012345678901234567890123456789012345"})
    void anIdOfOtherCharactersIsRefused(String id) {
        assertThatExceptionOfType(InvalidSegmentException.class)
                .isThrownBy(() -> SegmentDefinition.checkId(id))
                .withMessage("id must be 1 to 64 letters, digits, - or _");
    }

    private static List<FieldProblem> problems(@Nullable String name, @Nullable JsonNode rules) {
        return catchThrowableOfType(InvalidSegmentException.class, () -> SegmentDefinition.parse(name, rules, FIELDS))
                .problems();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
