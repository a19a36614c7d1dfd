package io.minicrm.bench;

import java.util.List;

/** The same campaign to five times the leads: rate and memory must not depend on the size. */
final class FiveTimesBenchmark implements Benchmark {

    private static final int TIMES = 5;

    @Override
    public String name() {
        return "campaign-5x";
    }

    @Override
    public String description() {
        return "the same campaign to five times the leads (only with --only)";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        CampaignRun once = session.campaign();
        Floor floor = session.floor();
        int leads = session.options().leads() * TIMES;
        session.ensureLeads(leads);
        CampaignRun run = CampaignRun.over(session.server(), "five-times", CampaignRun.EVERYBODY, leads);
        return List.of(
                Figure.of(name(), "campaign of %,d leads".formatted(leads), run.leadsPerSecond(), "leads/s")
                        .goal("within 10% of 1x")
                        .againstRate(floor.leadsPerSecond())
                        .with("of_the_rate_at_1x", run.leadsPerSecond() / once.leadsPerSecond())
                        .with("server_cpu_microseconds_per_lead", run.cpu().serverMicrosPerLead(leads))
                        .with("postgres_cpu_microseconds_per_lead", run.cpu().postgresMicrosPerLead(leads))
                        .with("plan_seconds", CampaignRun.seconds(run.plan()))
                        .with("completed_seconds", CampaignRun.seconds(run.completed()))
                        .with("reconciled_seconds", CampaignRun.seconds(run.reconciled())),
                Figure.of(name(), "server memory (RSS) during the campaign", run.serverMebibytes(), "MiB")
                        .goal("within 10% of 1x, below 1,024")
                        .againstTime(once.serverMebibytes())
                        .with("postgres_pss_mebibytes", run.postgresMebibytes()));
    }
}
