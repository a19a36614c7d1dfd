package io.minicrm.bench;

import io.minicrm.console.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A campaign to all leads: throughput, processor time, memory, its plan and its POST request. */
final class CampaignBenchmark implements Benchmark {

    private static final int POSTS = 5;
    private static final String SCHEDULED = "FROM campaigns WHERE scheduled_at IS NOT NULL";
    private static final int DAYS_PER_YEAR = 365;

    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public String description() {
        return "a campaign to all leads, from POST to the last receipt; its POST; its plan; memory";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        CampaignRun run = session.campaign();
        Floor floor = session.floor();
        var figures = new ArrayList<Figure>();
        figures.add(throughput(run, floor));
        figures.add(cpu(run, floor));
        figures.add(memory(run));
        figures.add(plan(session, run));
        figures.add(post(session));
        return figures;
    }

    private Figure throughput(CampaignRun run, Floor floor) {
        return Figure.of(name(), "campaign of %,d leads".formatted(run.audience()), run.leadsPerSecond(), "leads/s")
                .goal("15,000 and 0.6 of the floor")
                .againstRate(floor.leadsPerSecond())
                .with("completed_seconds", CampaignRun.seconds(run.completed()))
                .with("reconciled_seconds", CampaignRun.seconds(run.reconciled()))
                .with("post_milliseconds", run.post().toMillis())
                .with("sent", run.sent())
                .with("receipts", run.receipts())
                .with("floor", floor.details());
    }

    private Figure cpu(CampaignRun run, Floor floor) {
        double server = run.cpu().serverMicrosPerLead(run.audience());
        double postgres = run.cpu().postgresMicrosPerLead(run.audience());
        return Figure.of(name(), "processor time per lead, server and PostgreSQL", server + postgres, "µs")
                .with("server_microseconds", server)
                .with("postgres_microseconds", postgres)
                .with("floor_postgres_microseconds", floor.postgresCpu() * 1e6);
    }

    private Figure memory(CampaignRun run) {
        return Figure.of(name(), "server memory (RSS) during the campaign", run.serverMebibytes(), "MiB")
                .goal("below 1,024")
                .with("postgres_pss_mebibytes", run.postgresMebibytes());
    }

    private Figure plan(Session session, CampaignRun run) throws Exception {
        return Figure.of(name(), "plan of %,d leads".formatted(run.audience()), CampaignRun.seconds(run.plan()), "s")
                .goal("3")
                .againstTime(PlanFloor.seconds(session.server().database()));
    }

    /**
     * The campaigns are scheduled for next year, so that none of them runs during the next POST, and freeze their
     * audience at once. They are deleted at the end.
     */
    private Figure post(Session session) throws Exception {
        BenchApi api = session.server().api();
        JsonNode rule = Json.object().set("rules", Json.read(CampaignRun.EVERYBODY));
        var preview = Timing.milliseconds(POSTS, () -> api.post("/segments/preview", rule));
        String nextYear = Instant.now()
                .plus(Duration.ofDays(DAYS_PER_YEAR))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        // Each campaign is planned before the next POST: planning goes on after the answer and would slow it down.
        var post = Timing.milliseconds(
                POSTS,
                () -> api.launch("everybody", Map.of("scheduled_at", nextYear, "audience", "at_creation")),
                made -> api.await(
                        made.get("campaign_id").stringValue(),
                        campaign -> campaign.get("planned_at").isString()));
        Database database = session.server().database();
        InconsistentFiguresException.check(
                "campaigns made", Timing.WARM_UPS + POSTS, database.number("SELECT count(*) " + SCHEDULED));
        database.run(
                "DELETE FROM chunk_progress WHERE campaign IN (SELECT number %s)".formatted(SCHEDULED),
                "DELETE FROM chunks WHERE campaign IN (SELECT number %s)".formatted(SCHEDULED),
                "DELETE " + SCHEDULED);
        return Figure.of(name(), "POST /campaigns, median of " + POSTS, post.median(), "ms")
                .goal("preview + 50")
                .againstTime(preview.median())
                .with("beyond_preview_milliseconds", post.median() - preview.median())
                .with("preview_milliseconds", preview.all())
                .with("post_milliseconds", post.all());
    }
}
