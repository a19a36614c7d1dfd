package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the engine against the public suite Golden Liquid, which is not a part of this project: {@code -Dgolden.liquid=PATH} names its
 * file. docs/templates.md lists the differences that are intended.
 */
@EnabledIfSystemProperty(
        named = "golden.liquid",
        matches = ".+",
        disabledReason = "-Dgolden.liquid=PATH names the public suite, which is not a part of this project")
class GoldenLiquidTest {

    private static final int LEAST_RIGHT = 878;
    private static final int LEAST_REFUSED = 126;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode suite;

    @BeforeAll
    static void read() throws IOException {
        suite = JSON.readTree(Files.readString(Path.of(System.getProperty("golden.liquid"))))
                .get("tests");
    }

    @Test
    void validTemplatesRenderAsTheSuiteExpects() {
        int right = 0;
        var wrong = new ArrayList<String>();
        for (JsonNode each : suite) {
            if (each.path("invalid").asBoolean(false) || each.has("templates")) {
                continue;
            }
            String rendered = rendered(each);
            if (expected(each).contains(rendered)) {
                right++;
            } else {
                wrong.add("%s%n  %s%n  %s%n  expected %s%n  rendered %s"
                        .formatted(
                                each.get("name"), each.get("template"), each.path("data"), expected(each), rendered));
            }
        }
        assertThat(right).as(() -> String.join("\n", wrong)).isGreaterThanOrEqualTo(LEAST_RIGHT);
    }

    @Test
    void invalidTemplatesAreRefused() {
        int refused = 0;
        var taken = new ArrayList<String>();
        for (JsonNode each : suite) {
            if (each.path("invalid").asBoolean(false)) {
                String rendered = rendered(each);
                if (rendered.startsWith("refused: ")) {
                    refused++;
                } else {
                    taken.add("%s %s".formatted(each.get("name"), each.get("template")));
                }
            }
        }
        assertThat(refused).as(() -> String.join("\n", taken)).isGreaterThanOrEqualTo(LEAST_REFUSED);
    }

    private static String rendered(JsonNode each) {
        Map<String, Object> data = each.path("data").isObject()
                ? JSON.convertValue(each.get("data"), new TypeReference<Map<String, Object>>() {})
                : Map.of();
        try {
            return MessageTemplate.parse(each.get("template").stringValue()).render(data);
        } catch (TemplateSyntaxException | TemplateRenderException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    private static List<String> expected(JsonNode each) {
        return each.has("results")
                ? each.get("results").valueStream().map(JsonNode::stringValue).toList()
                : List.of(each.get("result").stringValue());
    }
}
