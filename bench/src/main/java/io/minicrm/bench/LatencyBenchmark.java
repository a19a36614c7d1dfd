package io.minicrm.bench;

import io.minicrm.console.CampaignNumbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A slow provider: how much of the throughput that it allows is used, between the first and the last tenth of a
 * campaign.
 */
final class LatencyBenchmark implements Benchmark {

    private static final int LATENCY_MILLIS = 64;
    private static final int IN_FLIGHT = 500;
    private static final int MOST_LEADS = 200_000;
    private static final double FROM = 0.1;
    private static final double TO = 0.9;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private record Seen(double seconds, long settled) {}

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String description() {
        return "a provider with 64 ms latency and 500 messages in flight";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        int leads = Math.min(MOST_LEADS, session.options().leads());
        session.ensureLeads(session.options().leads());
        ServerProcess server = session.server(Map.of(
                "SIMULATOR_LATENCY_MS",
                Integer.toString(LATENCY_MILLIS),
                "SENDS_IN_FLIGHT",
                Integer.toString(IN_FLIGHT)));
        BenchApi api = server.api();
        String rule = """
            {"combinator": "and", "rules": [{"field": "id", "operator": "<", "value": "%s"}]}
            """.formatted(GeneratedLeads.id(leads));
        long begin = System.nanoTime();
        String id = api.launch("latency", rule).get("campaign_id").stringValue();
        List<Seen> course = follow(api, id, begin);
        CampaignRun.check(server.database(), api.campaign(id), leads);
        Seen from = first(course, FROM * leads);
        Seen to = first(course, TO * leads);
        double rate = (to.settled() - from.settled()) / (to.seconds() - from.seconds());
        double limit = IN_FLIGHT * 1_000.0 / LATENCY_MILLIS;
        return List.of(
                Figure.of(name(), "%d ms latency, %d in flight".formatted(LATENCY_MILLIS, IN_FLIGHT), rate, "leads/s")
                        .goal("in flight / latency")
                        .againstRate(limit)
                        .with("leads", leads)
                        .with(
                                "whole_campaign_leads_per_second",
                                leads / course.getLast().seconds()));
    }

    private static List<Seen> follow(BenchApi api, String id, long begin) throws InterruptedException {
        var course = new ArrayList<Seen>();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            JsonNode campaign = api.campaign(id);
            course.add(new Seen(
                    (System.nanoTime() - begin) / 1e9,
                    CampaignNumbers.of(campaign).settled()));
            if (CampaignNumbers.isCompleted(campaign)) {
                return course;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new InconsistentFiguresException("Campaign %s is not completed after %s".formatted(id, PATIENCE));
    }

    private static Seen first(List<Seen> course, double settled) {
        return course.stream()
                .filter(seen -> seen.settled() >= settled)
                .findFirst()
                .orElse(course.getLast());
    }
}
