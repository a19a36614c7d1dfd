package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TemplatePropertiesTest {

    private static final Map<String, Object> LEAD = Map.of(
            "name",
            "Ann",
            "income",
            new BigDecimal("58138.50"),
            "tags",
            List.of("a", "b"),
            "address",
            Map.of("city", "Jena"));

    /** A part of a template and the text that it renders. */
    private record Part(String source, String text) {}

    @Property(tries = 500)
    void textAndVariablesRenderInTurn(@ForAll("parts") List<Part> parts) {
        String source = parts.stream().map(Part::source).collect(Collectors.joining());
        String text = parts.stream().map(Part::text).collect(Collectors.joining());

        assertThat(MessageTemplate.parse(source).render(LEAD)).isEqualTo(text);
    }

    @Property(tries = 2_000)
    void everyTemplateRendersOrIsRefused(@ForAll("anything") List<String> pieces) {
        String source = String.join(" ", pieces);
        try {
            MessageTemplate template = MessageTemplate.parse(source);
            assertThat(template.render(LEAD)).isNotNull();
            assertThat(template.render(Map.of())).isNotNull();
        } catch (TemplateSyntaxException | TemplateRenderException refused) {
            assertThat(refused).hasMessageNotContainingAny("null", "io.minicrm");
        }
    }

    @Property(tries = 1_000)
    void onlyTheVariablesThatATemplateNamesAreRead(@ForAll("anything") List<String> pieces) {
        String source = String.join(" ", pieces);
        MessageTemplate template = MessageTemplate.parseStored(source);
        Map<String, Object> named = LEAD.entrySet().stream()
                .filter(value -> template.variables().contains(value.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        assertThat(outcome(template, named)).isEqualTo(outcome(template, LEAD));
    }

    private static String outcome(MessageTemplate template, Map<String, Object> lead) {
        try {
            return "rendered: " + template.render(lead);
        } catch (TemplateRenderException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    @Provide
    Arbitrary<List<Part>> parts() {
        Arbitrary<Part> text =
                Arbitraries.strings().withChars("ab \n\t}%ü€").ofMaxLength(6).map(each -> new Part(each, each));
        Arbitrary<Part> output = Arbitraries.of(
                new Part("{{name}}", "Ann"),
                new Part("{{ income }}", "58138.5"),
                new Part("{{ nobody }}", ""),
                new Part("{{ tags }}", "ab"),
                new Part("{% raw %}{{name}}{% endraw %}", "{{name}}"),
                new Part("{% if name %}x{% endif %}", "x"));
        return Arbitraries.oneOf(text, output).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> anything() {
        return Arbitraries.of(
                        "{{",
                        "}}",
                        "{%",
                        "%}",
                        "{%-",
                        "-%}",
                        "if",
                        "endif",
                        "else",
                        "elsif",
                        "for",
                        "in",
                        "endfor",
                        "assign",
                        "case",
                        "when",
                        "endcase",
                        "capture",
                        "endcapture",
                        "liquid",
                        "comment",
                        "endcomment",
                        "raw",
                        "endraw",
                        "name",
                        "income",
                        "tags",
                        "address",
                        ".",
                        "[",
                        "]",
                        "(",
                        ")",
                        "1",
                        "..",
                        "'a'",
                        "\"",
                        "|",
                        "split:",
                        "sort",
                        "upcase",
                        "plus:",
                        ",",
                        "==",
                        "<",
                        "contains",
                        "and",
                        "or",
                        "=",
                        "x",
                        "\n",
                        "{% if name %}",
                        "{% endif %}",
                        "{% for x in tags %}",
                        "{% endfor %}",
                        "{{ x }}",
                        "{% assign x = income %}",
                        "{% break %}",
                        "{% increment x %}")
                .list()
                .ofMaxSize(25);
    }
}
