package io.minicrm.bench;

import io.minicrm.console.CampaignNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Small campaigns while a big one is sent, compared with the same campaigns on an idle server. */
final class FairnessBenchmark implements Benchmark {

    private static final int SMALL = 50;
    private static final int TIMES = 5;
    private static final int MOST_LEADS = 300_000;

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public String description() {
        return "a campaign of 50 leads while a big one is sent";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        session.ensureLeads(session.options().leads());
        int leads = Math.min(MOST_LEADS, session.options().leads());
        ServerProcess server = session.server();
        BenchApi api = server.api();
        String rule = """
            {"combinator": "and", "rules": [{"field": "id", "operator": "<", "value": "%s"}]}
            """;
        api.putSegment("small", rule.formatted(GeneratedLeads.id(SMALL)));
        Timing alone = Timing.milliseconds(TIMES, () -> small(server));
        String big = api.launch("big", rule.formatted(GeneratedLeads.id(leads)))
                .get("campaign_id")
                .stringValue();
        api.await(big, campaign -> CampaignNumbers.of(campaign).sent() > 0);
        var beside = new ArrayList<Double>();
        while (beside.size() < TIMES && !CampaignNumbers.isCompleted(api.campaign(big))) {
            double milliseconds = small(server);
            if (!CampaignNumbers.isCompleted(api.campaign(big))) {
                beside.add(milliseconds);
            }
        }
        if (beside.isEmpty()) {
            throw new InconsistentFiguresException(
                    "The big campaign of %,d leads ended before a small one; use more leads".formatted(leads));
        }
        JsonNode done = api.awaitCompleted(big);
        CampaignRun.check(server.database(), done, leads);
        Timing timing = new Timing(beside);
        return List.of(Figure.of(name(), "50 leads beside %,d".formatted(leads), timing.median(), "ms")
                .againstTime(alone.median())
                .with("milliseconds", timing.all())
                .with("alone_milliseconds", alone.all()));
    }

    /** Milliseconds from POST to completed. */
    private static double small(ServerProcess server) throws Exception {
        long begin = System.nanoTime();
        String id = server.api().launch("small", Map.of()).get("campaign_id").stringValue();
        JsonNode done = server.api().awaitCompleted(id);
        double milliseconds = (System.nanoTime() - begin) / 1e6;
        CampaignRun.check(server.database(), done, SMALL);
        return milliseconds;
    }
}
