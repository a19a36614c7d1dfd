package io.minicrm.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TemplateBodyPropertiesTest {

    @Property(tries = 500)
    void segmentsRenderWhatLiquidRenders(
            @ForAll("templates") String source, @ForAll("leads") Map<String, Object> lead) {
        var tree = TemplateCompiler.parse(source);
        var values = new HashMap<String, Object>();
        lead.forEach((name, value) -> values.put(name, PlainValue.of(name, value)));

        var segments = TemplateBody.Segments.of(tree);

        assertThat(segments).isPresent();
        assertThat(segments.get().render(values))
                .isEqualTo(TemplateBody.Liquid.of(tree).render(values));
    }

    @Provide
    Arbitrary<String> templates() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab \n\t}%ü{€").ofMaxLength(6).filter(part -> !part.contains("{"));
        Arbitrary<String> output = Arbitraries.of(
                "{{name}}", "{{ income }}", "{{- vip }}", "{{ nobody -}}", "{{-name-}}", "{{ if }}", "{{ size }}");
        return Arbitraries.oneOf(text, output).list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Map<String, Object>> leads() {
        Arbitrary<Object> value = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8).map(text -> text),
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1E20"), new BigDecimal("1E20"))
                        .ofScale(6)
                        .map(n -> n),
                Arbitraries.doubles().between(-1e12, 1e12).map(n -> n),
                Arbitraries.longs().map(n -> n),
                Arbitraries.of(true, false).map(flag -> flag));
        return Arbitraries.maps(Arbitraries.of(List.of("name", "income", "vip", "if", "size")), value);
    }
}
