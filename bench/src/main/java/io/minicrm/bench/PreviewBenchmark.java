package io.minicrm.bench;

import io.minicrm.console.Json;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Segment previews of three typical rules over HTTP. Each count is compared with that of the same rule evaluated in
 * memory.
 */
final class PreviewBenchmark implements Benchmark {

    private static final int RUNS = 7;

    private static final List<Case> CASES = List.of(
            new Case("high spenders of three countries", """
                {"combinator": "and", "rules": [
                  {"field": "total_spend", "operator": ">", "value": 1000},
                  {"field": "country", "operator": "in", "value": ["IN", "DE", "BR"]}]}
                """),
            new Case("bought within 90 days, with newsletter", """
                {"combinator": "and", "rules": [
                  {"field": "last_purchase", "operator": "withinLast", "value": "P90D"},
                  {"field": "newsletter", "operator": "=", "value": true}]}
                """),
            new Case("gold or frequent, not of a domain", """
                {"combinator": "and", "rules": [
                  {"combinator": "or", "rules": [
                    {"field": "plan", "operator": "=", "value": "gold"},
                    {"field": "visits", "operator": ">=", "value": 80}]},
                  {"field": "email", "operator": "doesNotEndWith", "value": "@example7.com"}]}
                """));

    private record Case(String name, String json) {

        Rule rule() {
            return RuleJson.read(json);
        }
    }

    @Override
    public String name() {
        return "preview";
    }

    @Override
    public String description() {
        return "segment previews of three typical rules over all leads, each with PostgreSQL's plan in the JSON";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        int leads = session.options().leads();
        session.ensureLeads(leads);
        Database database = session.server().database();
        BenchApi api = session.server().api();
        double reading = Timing.milliseconds(RUNS, () -> database.number("SELECT count(*) FROM leads"))
                .median();
        var figures = new ArrayList<Figure>();
        try (PostgresStore store = PostgresStore.open(database.url(), database.user(), database.password())) {
            for (Case one : CASES) {
                JsonNode request = Json.object().set("rules", Json.read(one.json()));
                long count = api.post("/segments/preview", request).get("count").asLong();
                InconsistentFiguresException.check("leads matched: " + one.name(), matched(session, one.rule()), count);
                Timing timing = Timing.milliseconds(RUNS, () -> api.post("/segments/preview", request));
                figures.add(Figure.of(name(), "preview: " + one.name(), timing.median(), "ms")
                        .goal("300")
                        .againstTime(reading)
                        .with("leads", leads)
                        .with("matched", count)
                        .with("milliseconds", timing.all())
                        .with("plan", store.explain(one.rule(), ZonedDateTime.now(ZoneOffset.UTC))));
            }
        }
        return figures;
    }

    private static long matched(Session session, Rule rule) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        return IntStream.range(0, session.options().leads())
                .filter(place -> rule.matches(session.generated().lead(place), now))
                .count();
    }
}
