package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The language, case by case: values, tags and filters, and where they differ from Shopify's Liquid (docs/templates.md). The cases are lines
 * of {@code liquid-cases.ndjson}; all are rendered for the lead in {@code lead.json}. A case has the expected {@code result}, or says whether
 * the template is {@code refused} when it is parsed or when it is rendered.
 */
class LiquidTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Map<String, Object> LEAD =
            JSON.readValue(resource("lead.json"), new TypeReference<Map<String, Object>>() {});

    @ParameterizedTest
    @MethodSource("templates")
    void theTemplateRendersAsExpected(JsonNode each) {
        assertThat(MessageTemplate.parse(each.get("template").stringValue()).render(LEAD))
                .isEqualTo(each.get("result").stringValue());
    }

    @ParameterizedTest
    @MethodSource("templatesRefusedWhenParsed")
    void theTemplateIsRefusedWhenItIsParsed(JsonNode each) {
        String source = each.get("template").stringValue();

        assertThatExceptionOfType(TemplateSyntaxException.class).isThrownBy(() -> MessageTemplate.parse(source));
    }

    @ParameterizedTest
    @MethodSource("templatesRefusedWhenRendered")
    void theTemplateIsRefusedWhenItIsRendered(JsonNode each) {
        MessageTemplate template = MessageTemplate.parse(each.get("template").stringValue());

        assertThatExceptionOfType(TemplateRenderException.class).isThrownBy(() -> template.render(LEAD));
    }

    private static Stream<Named<JsonNode>> templates() {
        return cases().filter(each -> each.has("result")).map(LiquidTest::named);
    }

    private static Stream<Named<JsonNode>> templatesRefusedWhenParsed() {
        return refused("parsed");
    }

    private static Stream<Named<JsonNode>> templatesRefusedWhenRendered() {
        return refused("rendered");
    }

    private static Stream<Named<JsonNode>> refused(String when) {
        return cases().filter(each -> each.path("refused").asString("").equals(when))
                .map(LiquidTest::named);
    }

    private static Named<JsonNode> named(JsonNode each) {
        return Named.of(
                each.get("about").stringValue() + ": " + each.get("template").stringValue(), each);
    }

    private static Stream<JsonNode> cases() {
        return resource("liquid-cases.ndjson").lines().map(JSON::readTree);
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(LiquidTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
