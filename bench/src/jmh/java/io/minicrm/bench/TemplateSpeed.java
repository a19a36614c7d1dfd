package io.minicrm.bench;

import io.minicrm.template.MessageTemplate;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Message templates: parsed, and rendered for a lead. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TemplateSpeed {

    private static final String PLAIN = "Hi {{name}}, thank you for your {{visits}} visits from {{country}}!";

    private static final String LOGIC = """
            Hi {{ name | default: "there" | capitalize }},
            {% if total_spend > 1000 %}you are one of our best customers{% else %}we have missed you{% endif %}.
            {% for i in (1..3) %}{{ i }}. {{ country | upcase }}
            {% endfor %}""";

    private final Map<String, Object> values = Map.of(
            "name",
            "Ada Lindqvist",
            "visits",
            BigDecimal.valueOf(12),
            "country",
            "SE",
            "total_spend",
            new BigDecimal("1500.5"));
    private final MessageTemplate plain = MessageTemplate.parse(PLAIN);
    private final MessageTemplate logic = MessageTemplate.parse(LOGIC);

    @Benchmark
    public MessageTemplate parse() {
        return MessageTemplate.parse(PLAIN);
    }

    /** Text and variables only, as most messages are. */
    @Benchmark
    public String renderPlain() {
        return plain.render(values);
    }

    /** With filters, a condition and a loop. */
    @Benchmark
    public String renderLogic() {
        return logic.render(values);
    }
}
