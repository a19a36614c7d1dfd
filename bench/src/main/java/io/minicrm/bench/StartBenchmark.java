package io.minicrm.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts with existing data: time to the first answer, and until a campaign has passed all workers. */
final class StartBenchmark implements Benchmark {

    private static final int TIMES = 3;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "the second start: time to the first answer and to all workers running, compared with a bare embedded"
                + " broker";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        session.ensureLeads(session.options().leads());
        prepare(session);
        var answers = new ArrayList<Double>();
        var working = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        for (int i = 0; i < TIMES; i++) {
            session.stop();
            bare.add(BareBroker.millisecondsToStart(session.options().folder()));
            long begin = System.nanoTime();
            ServerProcess server = session.server();
            answers.add(server.firstAnswer().toNanos() / 1e6);
            String id = server.api().launch("one", Map.of()).get("campaign_id").stringValue();
            var done = server.api().awaitCompleted(id);
            working.add((System.nanoTime() - begin) / 1e6);
            CampaignRun.check(server.database(), done, 1);
        }
        double floor = new Timing(bare).median();
        return List.of(
                figure("second start, to the first answer", "3,000", answers, floor),
                figure("second start, to all workers running", "6,000", working, floor)
                        .with("bare_broker_milliseconds", bare));
    }

    private static void prepare(Session session) throws Exception {
        String rule = """
            {"combinator": "and", "rules": [{"field": "id", "operator": "=", "value": "%s"}]}
            """.formatted(GeneratedLeads.id(0));
        session.server().api().putSegment("one", rule);
    }

    private Figure figure(String what, String goal, List<Double> milliseconds, double floor) {
        return Figure.of(name(), what, new Timing(milliseconds).median(), "ms")
                .goal(goal)
                .againstTime(floor)
                .with("milliseconds", milliseconds);
    }
}
