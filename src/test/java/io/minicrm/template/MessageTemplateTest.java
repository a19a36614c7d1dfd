package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTemplateTest {

    private static final Map<String, Object> LEAD = Map.of(
            "name",
            "Maja Haddad",
            "income",
            new BigDecimal("58138"),
            "score",
            0.0000125,
            "vip",
            true,
            "last visit",
            "2012-09-04");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Hi {{name}}, you're a valued customer! ~ Hi Maja Haddad, you're a valued customer!",
                "{{ income }} {{ score }} {{ vip }} ~ 58138 0.0000125 true",
                "[{{ nobody }}] ~ []",
                "Hi {{ nobody | default: \"there\" }}! ~ Hi there!",
                "{% if income > 50000 %}rich{% else %}poor{% endif %} ~ rich",
                "{% if nobody > 5 %}yes{% else %}no{% endif %} ~ no",
                "{{ name | split: ' ' | first | upcase }} ~ MAJA",
                "{{ income | plus: 1 }} {{ income | divided_by: 1000 }} {{ income | divided_by: 16.0 }} ~ 58139 58 3633.625",
                "{{ income | divided_by: 2.0 }} {{ income | divided_by: 2.0 | divided_by: 10 }} ~ 29069 2906.9",
                "{{ income | times: 1.5 | append: ' EUR' }} ~ 87207 EUR",
                "{{ score | round: 5 }} {{ income | round }} {{ 2.5 | round }} ~ 0.00001 58138 3",
                "{{ [\"last visit\"] | date: '%d.%m.%Y' }} ~ 04.09.2012",
                "{% for i in (1..3) %}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %} ~ 1,2,3",
                "{% assign n = name | split: ' ' %}{{ n[1] }} {{ n.size }} ~ Haddad 2",
                "{% case vip %}{% when true %}dear{% else %}hi{% endcase %} ~ dear",
                "{% capture who %}<{{ name }}>{% endcapture %}{{ who }} ~ <Maja Haddad>",
                "{%- if vip -%}  x  {%- endif -%} y ~ xy",
                "{% raw %}{{ name }}{% endraw %}{% comment %} {{ x }} {% if y %} {% endcomment %}. ~ {{ name }}.",
                "{% for i in (1..9) %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %} ~ 123",
                "{{ 'a' | replace: 'a', 'b' }}{{ 'xax' | remove: 'x' }}{% if name contains 'Maja' %}!{% endif %} ~ ba!",
                "{% for i in (5..1) %}x{% endfor %}{% for i in (1..9) limit: 2 offset: 3 %}{{ i }}{% endfor %} ~ 45",
                "{% for i in (1..3) reversed %}{{ i }}{% endfor %}{% for i in nobody %}{{ i }}{% else %}-{% endfor %} ~ 321-",
                "a } b }} c %} d ~ a } b }} c %} d",
            })
    void rendersWhatMarketersWrite(String source, String message) {
        assertThat(MessageTemplate.parse(source).render(LEAD)).isEqualTo(message);
    }

    @Test
    void anEmptyTemplateIsAnEmptyMessage() {
        assertThat(MessageTemplate.parse("").render(LEAD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Hi {{ name, welcome ~ 1 ~ 4 ~ {{ is never closed; add }}",
                "Hi {{ name {{ name }} ~ 1 ~ 4 ~ {{ is never closed; add }}",
                "Hi {% if vip ~ 1 ~ 4 ~ {% is never closed; add %}",
                "{% if vip %}dear ~ 1 ~ 4 ~ {% if %} is never closed; add {% endif %}",
                "{% for a in b %}{% if a %}{% endfor %} ~ 1 ~ 30 ~ {% endfor %} does not close the {% if %} of line 1; close that first with {% endif %}",
                "x {% endif %} ~ 1 ~ 6 ~ {% endif %} closes nothing; remove it",
                "{% include 'secrets' %} ~ 1 ~ 4 ~ templates cannot include files; write the text here",
                "{% render 'secrets' %} ~ 1 ~ 4 ~ templates cannot include files; write the text here",
                "{% break %} ~ 1 ~ 4 ~ {% break %} is outside of a loop; remove it",
                "{{ name | default \"there\" }} ~ 1 ~ 19 ~ does not fit here; the end of the tag should come first",
                "{{ name | shout }} ~ 1 ~ 11 ~ there is no filter \"shout\"; use one of abs, append",
                "{{ [name] }} ~ 1 ~ 5 ~ write {{ name }} or",
                "{{ 12345678901234567890123456789012345678901234567890"
                        + "123456789012345678901234567890123456789012345678901 }} ~ 1 ~ 4 ~ this number is too long",
                "{{ }} ~ 1 ~ 4 ~ there is no value; write {{ name }}",
                "{{ 'x }} ~ 1 ~ 4 ~ this quote is never closed; add '",
            })
    void aSyntaxErrorNamesItsPlaceAndTheFix(String source, int line, int column, String problem) {
        assertThatExceptionOfType(TemplateSyntaxException.class)
                .isThrownBy(() -> MessageTemplate.parse(source))
                .satisfies(e -> {
                    assertThat(e.detail()).contains(problem);
                    assertThat(e.line()).isEqualTo(line);
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    @Test
    void theLineAtFaultIsCountedFromOne() {
        assertThatExceptionOfType(TemplateSyntaxException.class)
                .isThrownBy(() -> MessageTemplate.parse("Hi\n\n{{ name | | }}"))
                .satisfies(e -> assertThat(e.line()).isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "no variables ~ ``",
                "{{ b }}{{ a }}{{ b }} ~ a,b",
                "{{ [\"first name\"] }} ~ first name",
                "{% for p in products limit: n %}{{ p }}{{ forloop.index }}{{ q }}{% endfor %} ~ n,products,q",
                "{% for i in (1..count) %}{{ i }}{% endfor %}{{ i }} ~ count,i",
                "{% assign x = a | append: b %}{{ x }} ~ a,b",
                "{{ x }}{% assign x = 1 %}{{ x }} ~ x",
                "{% assign name = name | default: 'you' %}{{ name }} ~ name",
                "{% if vip %}{% assign g = 'dear' %}{% endif %}{{ g }} ~ g,vip",
                "{% if vip %}{% assign g = 'dear' %}{% else %}{% assign g = 'hi' %}{% endif %}{{ g }} ~ vip",
                "{% case a %}{% when b %}{% assign g = c %}{% else %}{% assign g = 1 %}{% endcase %}{{ g }} ~ a,b,c",
                "{% capture c %}{{ d }}{% endcapture %}{{ c }} ~ d",
                "{% for i in list %}{% assign x = i %}{% endfor %}{{ x }} ~ list,x",
                "{{ a[b].c }} ~ a,b",
                "{{ 'text' }}{{ 5 }}{{ true }}{{ nil }}{{ empty }} ~ ``",
                "{% unless a == b and c contains d %}{% endunless %} ~ a,b,c,d",
                "{% comment %}{{ x }}{% endcomment %}{% raw %}{{ y }}{% endraw %} ~ ``",
            })
    void knowsWhatItReadsFromTheLead(String source, String names) {
        assertThat(String.join(",", MessageTemplate.parse(source).variables())).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Hi {{ name | default: 'you' }} of {{ city }} ~ city",
                "{{ city | default: 'x' }}{{ city | upcase | default: 'y' }} ~ ``",
                "{{ city | default: 'x' }}{{ city }} ~ city",
                "{% if voucher %}Use {{ voucher }}{% endif %} ~ ``",
                "{% if voucher %}Use {{ voucher }}{% endif %}{{ voucher }} ~ voucher",
                "{% if voucher != nil %}{{ voucher }}{% else %}{{ city }}{% endif %} ~ city",
                "{{ nickname | default: name }} ~ name",
                "{{ nickname | default: name | default: 'you' }} ~ ``",
                "{{ nickname | append: name | default: 'you' }} ~ name",
            })
    void knowsWhereItHasAGapWithoutAValue(String source, String names) {
        assertThat(String.join(",", MessageTemplate.parse(source).required())).isEqualTo(names);
    }

    @Test
    void aValueThatDoesNotFitIsAClearError() {
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() ->
                        MessageTemplate.parse("{{ income | divided_by: 0 }}").render(LEAD))
                .withMessageContaining("divided by 0");
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() ->
                        MessageTemplate.parse("{{ income | divided_by: 0.0 }}").render(LEAD))
                .withMessageContaining("divided by 0");
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() ->
                        MessageTemplate.parse("{% if name > 5 %}{% endif %}").render(LEAD));
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() -> MessageTemplate.parse("{{ name }}").render(Map.of("name", new Object())))
                .withMessage("name is a Object; a template takes texts, numbers, true, false, lists and objects");
    }

    @Test
    void aStoredTemplateThatIsNotValidAnyLongerFailsWhenItIsRenderedWithTheReason() {
        MessageTemplate stored = MessageTemplate.parseStored("Hi {{ name | shout }}");

        assertThat(stored.source()).isEqualTo("Hi {{ name | shout }}");
        assertThat(stored.variables()).isEmpty();
        assertThatExceptionOfType(TemplateRenderException.class)
                .isThrownBy(() -> stored.render(LEAD))
                .withMessageStartingWith("line 1, column 14: there is no filter \"shout\"");
        assertThat(MessageTemplate.parseStored("Hi {{ name }}").render(LEAD)).isEqualTo("Hi Maja Haddad");
    }

    @Test
    void valuesThatTheTemplateDoesNotReadAreNotLookedAt() {
        assertThat(MessageTemplate.parse("x").render(Map.of("name", new Object())))
                .isEqualTo("x");
    }

    @Test
    void manyThreadsRenderOneTemplate() throws Exception {
        var template = MessageTemplate.parse(
                "{% assign words = text | split: ' ' %}{% for i in (0..2) %}{{ words[i] }}{{ words[n] }};{% endfor %}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 2_000)
                    .<Callable<String>>mapToObj(
                            i -> () -> template.render(Map.of("text", "a" + i + " b" + i + " c" + i, "n", i % 3)))
                    .toList();
            var results = threads.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                Future<String> result = results.get(i);
                String chosen = "abc".charAt(i % 3) + "" + i;
                assertThat(result.get()).isEqualTo("a%d%s;b%1$d%2$s;c%1$d%2$s;".formatted(i, chosen));
            }
        }
    }
}
