package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every hostile template ends by its own limits, well within the time that is the safety net here. */
class HostileTemplateTest {

    private static final Duration SAFETY_NET = Duration.ofSeconds(10);
    private static final String DOUBLING = "{% assign s = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in (1..1000000000) %}{% endfor %}",
                "{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{{ i }}{% endfor %}{% endfor %}{% endfor %}",
                "{% for i in (-2147483648..2147483647) %}x{% endfor %}",
                "{% for i in (1..9000) %}{% assign s = s | append: s | append: 'x' %}{% endfor %}{{ s }}",
                "{% assign s = 'x' %}{% for i in (1..40) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}",
                "{% for i in (1..9000) %}{{ 'a text that is longer than its loop seems' }}{% endfor %}",
                "{% assign n = 9 %}{% for i in (1..9000) %}{% assign n = n | times: 9.9 | times: n %}{% endfor %}",
                "{{ 1 | round: 999999999 }}",
                "{{ 1 | round: -999999999 }}",
                "{{ 'now' | date: '%999999999d' }}",
                "{% assign l = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign l = l | concat: l %}{% endfor %}",
            })
    void endsByALimit(String source) {
        assertTimeoutPreemptively(
                SAFETY_NET,
                () -> assertThatExceptionOfType(TemplateRenderException.class)
                        .isThrownBy(() -> MessageTemplate.parse(source).render(Map.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ s | replace: 'a', s }}",
                "{{ s | replace: '', s }}",
                "{% assign l = s | split: '' %}{{ l | join: s }}",
                "{% assign n = s | append: 'b' %}{% for i in (1..9000) %}{% if s contains n %}{% endif %}{% endfor %}",
                "{% for i in (1..9000) %}{{ s | replace_first: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '' | size }}{% endfor %}",
                "{{ s | replace: 'a', '<' | strip_html }}",
                "{{ s | times: 2 }}",
                "{{ s | date: '%Y' }}",
                "{% assign t = s | append: '' %}"
                        + "{% for i in (1..9000) %}{% if s < t or s > t or s < t %}{% endif %}{% endfor %}",
                "{% for i in (1..9000) %}{% if '' contains s %}{% endif %}{% cycle s: 'a', 'b' %}{% endfor %}",
            })
    void endsByALimitOnALongText(String source) {
        String growing = DOUBLING + "{% for i in (1..11) %}{% assign s = s | append: s %}{% endfor %}";

        assertTimeoutPreemptively(
                SAFETY_NET,
                () -> assertThatExceptionOfType(TemplateRenderException.class)
                        .isThrownBy(
                                () -> MessageTemplate.parse(growing + source).render(Map.of())));
    }

    @Test
    void valuesOfTheLeadCannotGrowTheMessageBeyondItsLimit() {
        String source = "{{ s }}".repeat(200);
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() -> MessageTemplate.parse(source).render(Map.of("s", "x".repeat(10_000))))
                .withMessageContaining("100000 characters");
    }

    @Test
    void deepNestingIsRefusedInsteadOfOverflowingTheStack() {
        int levels = 1_100;
        for (String source : new String[] {
            "{%if a%}".repeat(levels) + "{%endif%}".repeat(levels),
            "{% if " + "(".repeat(9_000) + "a" + ")".repeat(9_000) + " %}{% endif %}",
            "{{ " + "a[".repeat(6_000) + "1" + "]".repeat(6_000) + " }}",
            "{% if a" + " or a".repeat(3_900) + " %}{% endif %}",
            "{{ a" + " | upcase".repeat(2_000) + " }}",
            "{%if a%}".repeat(2_400),
        }) {
            assertTimeoutPreemptively(
                    SAFETY_NET,
                    () -> assertThatExceptionOfType(TemplateSyntaxException.class)
                            .isThrownBy(() -> MessageTemplate.parse(source)));
        }
    }

    @Test
    void theDeepestAllowedNestingRendersOnASmallStack() throws InterruptedException {
        String source = "{% if a" + " and a".repeat(55) + " %}{% for i in (1..1) %}".repeat(1);
        String nested = source.repeat(15) + "x" + "{% endfor %}{% endif %}".repeat(15);
        var rendered = new StringBuilder();
        var thread = new Thread(
                null,
                () -> rendered.append(MessageTemplate.parse(nested).render(Map.of("a", true))),
                "small",
                512 * 1024);
        thread.start();
        thread.join();
        assertThat(rendered).hasToString("x");
    }

    @Test
    void longSourcesAreRefused() {
        assertThatExceptionOfType(TemplateSyntaxException.class)
                .isThrownBy(() -> MessageTemplate.parse("x".repeat(20_001)))
                .withMessageContaining("the limit is 20000");
    }

    @Test
    void theLongestSourcesParseInTime() {
        for (String source : new String[] {
            "x".repeat(20_000),
            "{{".repeat(10_000),
            "{%".repeat(10_000),
            "{{a}}".repeat(4_000),
            "{{-".repeat(6_000),
            "{% if a %}b{% else %}c{% endif %}".repeat(600),
            "{% assign a = 1 %}".repeat(1_100),
            "' \"".repeat(6_600),
            "   ".repeat(6_600),
            "{%".repeat(5_000) + "%}".repeat(5_000)
        }) {
            assertTimeoutPreemptively(SAFETY_NET, () -> {
                try {
                    assertThat(MessageTemplate.parse(source).source()).isEqualTo(source);
                } catch (TemplateSyntaxException refused) {
                    assertThat(refused.line()).isEqualTo(1);
                }
            });
        }
    }

    @Test
    void anExponentIsNotPartOfANumber() {
        assertThat(MessageTemplate.parse("{{ '1e999999999' | plus: 1.5 }}").render(Map.of()))
                .isEqualTo("2.5");
    }

    @Test
    void nestedLiquidTagsCountAsNesting() {
        assertThatExceptionOfType(TemplateSyntaxException.class)
                .isThrownBy(() -> MessageTemplate.parse("{% " + "liquid ".repeat(2_800) + "echo 1 %}"))
                .withMessageContaining("nested more than 30 deep");
    }

    @Test
    void nothingOfJavaIsInReach() {
        assertThat(MessageTemplate.parse("{{ name.class }}{{ name.getClass }}{{ forloop }}{{ name['bytes'] }}")
                        .render(Map.of("name", "Ann")))
                .isEmpty();
    }
}
