package io.minicrm.bench;

import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parses a rule of three comparisons in two groups, and evaluates it on 1,000 leads (time per lead). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleSpeed {

    private static final int LEADS = 1_000;

    private static final String RULE = """
            {"combinator": "and", "rules": [
              {"field": "total_spend", "operator": ">", "value": 1000},
              {"combinator": "or", "rules": [
                {"field": "country", "operator": "in", "value": ["IN", "DE", "BR"]},
                {"field": "last_purchase", "operator": "withinLast", "value": "P90D"}]}]}
            """;

    private final Rule rule = RuleJson.read(RULE);
    private final ZonedDateTime now = ZonedDateTime.parse("2026-01-01T00:00:00Z");
    private final List<Lead> leads = leads();

    private List<Lead> leads() {
        var generated = new GeneratedLeads(1, now.toLocalDate(), now.toInstant());
        return IntStream.range(0, LEADS).mapToObj(generated::lead).toList();
    }

    /** Parses the rule from JSON. */
    @Benchmark
    public Rule read() {
        return RuleJson.read(RULE);
    }

    /** Evaluates the rule in memory. */
    @Benchmark
    @OperationsPerInvocation(LEADS)
    public int matches() {
        int picked = 0;
        for (Lead lead : leads) {
            if (rule.matches(lead, now)) {
                picked++;
            }
        }
        return picked;
    }
}
